import { z } from 'zod';
import { eventStoreUrl, httpUrl, httpUrls, kafkaUrl, listenHost, postgresUrl } from './addresses.ts';
import { apiKeyList } from './api-key-list.ts';
import { servicePrivateKey, servicePublicKeys } from './service-keys.ts';
import { PROCESSES, setting, type ProcessName } from './setting.ts';
import { flag, key32, oneOf, path, share, text, whole } from './values.ts';

export const PORT_MAX = 65_535;
const YEAR_S = 31_536_000;

/** All that serve. */
const EVERY = PROCESSES.filter(name => name !== 'migrate');
const STANDALONE = ['standalone'] as const;
const CONTEXTS = ['session', 'payment', 'charge-attempt', 'webhook-dispatcher'] as const;
const SERVICES = ['gateway', ...CONTEXTS] as const;
/** The entries to the product: the whole of it, or the launcher that hands settings on to what it starts. */
const ENTRIES = ['standalone', 'services'] as const;

const service = (name: string, ...callers: readonly ProcessName[]) =>
  setting(httpUrls, [], {
    meaning: `the instances of ${name}`,
    usedBy: callers,
    neededBy: callers,
    otherwise: 'none',
  });

const listening = {
  HOST: setting(listenHost, '127.0.0.1', { usedBy: EVERY, meaning: 'where it listens' }),
  PORT: setting(whole(1, PORT_MAX), 3000, { usedBy: EVERY, meaning: 'the API' }),
  PUBLIC_URL: setting(httpUrl, null, {
    usedBy: EVERY,
    meaning: 'where merchants and payers reach the API',
    otherwise: '`http://127.0.0.1:PORT`',
  }),
  SANDBOX_PSP_PORT: setting(whole(1, PORT_MAX), null, {
    usedBy: [...ENTRIES, 'charge-attempt'],
    meaning: 'the sandbox provider and its 3DS page',
    otherwise: '`PORT` + 1',
  }),
  SANDBOX_PSP_URL: setting(httpUrl, null, {
    usedBy: ['charge-attempt'],
    meaning: 'the sandbox provider, when it runs elsewhere',
    otherwise: '`http://127.0.0.1:SANDBOX_PSP_PORT`',
  }),
};

const engines = {
  DATA_DIR: setting(path, '.data', { usedBy: ENTRIES, meaning: 'embedded PostgreSQL, embedded Kafka, the vault key' }),
  DATABASE_URL: setting(postgresUrl, null, {
    usedBy: [...EVERY, 'migrate'],
    neededBy: [...SERVICES, 'migrate'],
    meaning: 'any PostgreSQL instead of the embedded one',
    otherwise: 'embedded',
  }),
  EVENT_STORE_URL: setting(eventStoreUrl, null, {
    usedBy: [...ENTRIES, ...CONTEXTS, 'migrate'],
    meaning: 'the event log: another PostgreSQL, or EventStoreDB',
    otherwise: '`DATABASE_URL`',
  }),
  MESSAGING_URL: setting(kafkaUrl, null, {
    usedBy: [...ENTRIES, ...CONTEXTS],
    meaning: 'Kafka, which takes events from one context to the others',
    otherwise: 'the event log (`services`: embedded Kafka)',
  }),
  KAFKA_PARTITIONS: setting(whole(1, 1_000), 6, {
    usedBy: [...ENTRIES, ...CONTEXTS],
    meaning: 'of a topic, when it is made',
  }),
  KAFKA_REPLICATION: setting(whole(1, 10), 1, {
    usedBy: [...ENTRIES, ...CONTEXTS],
    meaning: 'copies of a topic, when it is made',
  }),
  MIGRATE: setting(flag, true, {
    usedBy: [...STANDALONE, ...SERVICES],
    meaning: 'whether a start brings tables up to date; off: `npm run migrate` does, and a start only looks',
  }),
};

const services = {
  INSTANCES: setting(whole(1, 100), 2, {
    usedBy: ['services'],
    meaning: 'how many processes of each service `npm run start:services` starts',
  }),
  SERVICE_PRIVATE_KEY: setting(servicePrivateKey, null, {
    usedBy: SERVICES,
    neededBy: SERVICES,
    isSecret: true,
    meaning: 'what this process signs with when it calls another',
    otherwise: 'none',
  }),
  SERVICE_PUBLIC_KEYS: setting(servicePublicKeys, null, {
    usedBy: SERVICES,
    neededBy: SERVICES,
    meaning: 'by which a process knows who calls it',
    otherwise: 'none',
  }),
  SESSION_URL: service('session', 'gateway', 'charge-attempt'),
  PAYMENT_URL: service('payment', 'gateway', 'session', 'charge-attempt'),
  CHARGE_ATTEMPT_URL: service('charge-attempt', 'gateway', 'session', 'payment'),
  WEBHOOK_DISPATCHER_URL: service('webhook-dispatcher', 'gateway'),
};

const passwordOf = (role: string) =>
  setting(text, null, {
    usedBy: ['migrate'],
    isSecret: true,
    meaning: `the password that \`npm run migrate\` gives the database role \`${role}\``,
    otherwise: 'the one that it has',
  });

const rolePasswords = {
  COUNTERFOIL_GATEWAY_PASSWORD: passwordOf('counterfoil_gateway'),
  COUNTERFOIL_SESSION_PASSWORD: passwordOf('counterfoil_session'),
  COUNTERFOIL_PAYMENT_PASSWORD: passwordOf('counterfoil_payment'),
  COUNTERFOIL_CHARGE_ATTEMPT_PASSWORD: passwordOf('counterfoil_charge_attempt'),
  COUNTERFOIL_WEBHOOK_PASSWORD: passwordOf('counterfoil_webhook'),
};

const secrets = {
  SANDBOX_API_KEY: setting(apiKeyList, [], {
    usedBy: [...ENTRIES, 'gateway', 'migrate'],
    isSecret: true,
    meaning:
      'one or several `sk_test_…` keys, comma-separated, each `key` or `key:Merchant name`; each is its own merchant',
    otherwise: 'made at the first start',
  }),
  VAULT_KEY: setting(key32, null, {
    usedBy: [...ENTRIES, ...CONTEXTS],
    neededBy: CONTEXTS,
    isSecret: true,
    meaning: 'seals card numbers and kept answers, and is what webhook secrets follow from',
    otherwise: 'made at the first start',
  }),
};

const rules = {
  MODE: setting(oneOf('sandbox', 'live'), 'sandbox', { usedBy: EVERY, meaning: 'whether money is real' }),
  PROVIDER_TIMEOUT_MS: setting(whole(1, 600_000), 8000, {
    usedBy: [...ENTRIES, 'charge-attempt'],
    meaning: 'deadline of one provider call',
  }),
  MAX_PROVIDERS: setting(whole(1, 100), 3, {
    usedBy: [...ENTRIES, 'charge-attempt'],
    meaning: 'how many providers may be tried for one confirmation',
  }),
  RECONCILE_AFTER_S: setting(whole(0, YEAR_S), 900, {
    usedBy: [...ENTRIES, 'charge-attempt'],
    meaning: 'after how long without an outcome a charge is late, and the reconciler asks about it',
  }),
  RECONCILE_EVERY_S: setting(whole(1, YEAR_S), 60, {
    usedBy: [...ENTRIES, 'charge-attempt'],
    meaning: 'how often it asks about what is late',
  }),
  PAYMENT_EXPIRY_S: setting(whole(1, YEAR_S), 1800, {
    usedBy: [...ENTRIES, 'payment'],
    meaning: 'how long a payment without a session waits for its confirmation',
  }),
  AUTHORIZATION_EXPIRY_S: setting(whole(1, YEAR_S), 604_800, {
    usedBy: [...ENTRIES, 'payment'],
    meaning: 'how long an authorization waits for its capture',
  }),
  RATE_LIMIT_PER_S: setting(whole(0, 1_000_000), null, {
    usedBy: [...ENTRIES, 'gateway'],
    meaning: 'requests a second and merchant; 0: no limit',
    otherwise: '0, or 100 when `MODE=live`',
  }),
  WEBHOOK_ALLOW_LOOPBACK: setting(flag, false, {
    usedBy: [...ENTRIES, 'webhook-dispatcher'],
    meaning: 'webhooks may go to loopback addresses, and over plain http',
  }),
  TEST_CLOCK: setting(flag, false, {
    usedBy: EVERY,
    meaning: 'time stands still, and moves by `POST /v1/test-clock/advance` only',
  }),
};

const telling = {
  LOG_LEVEL: setting(oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'info', {
    usedBy: EVERY,
    meaning: 'JSON lines on stdout',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(httpUrl, null, {
    usedBy: EVERY,
    meaning: 'where traces go, by OTLP over HTTP',
    otherwise: 'nowhere',
  }),
  OTEL_TRACES_SAMPLER_ARG: setting(share, 1, {
    usedBy: EVERY,
    meaning: 'the share of all traces that is sent; which ones follows from the trace id, so a trace is sent whole',
  }),
};

/** Every variable of this version. */
export const variables = z.object({
  ...listening,
  ...engines,
  ...services,
  ...secrets,
  ...rolePasswords,
  ...rules,
  ...telling,
});

/** What the variables say, each by itself. */
export type Variables = z.output<typeof variables>;
