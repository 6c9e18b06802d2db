import { faultsOf } from './faults.ts';
import { SettingError } from './setting-error.ts';
import { readVariables, type Environment } from './read-variables.ts';
import type { ProcessName } from './setting.ts';
import type { Variables } from './variables.ts';

/** What follows from the variables together. */
export const settingsOf = (found: Variables) => ({
  host: found.HOST,
  port: found.PORT,
  /** Where merchants and payers reach the API; without a slash at its end. */
  publicUrl: found.PUBLIC_URL ?? `http://127.0.0.1:${found.PORT}`,
  sandboxPspPort: found.SANDBOX_PSP_PORT ?? found.PORT + 1,
  /** Where charge-attempt reaches it; without a slash at its end. */
  sandboxPspUrl: found.SANDBOX_PSP_URL ?? `http://127.0.0.1:${found.SANDBOX_PSP_PORT ?? found.PORT + 1}`,
  dataDir: found.DATA_DIR,
  /** Null: the embedded PostgreSQL. */
  databaseUrl: found.DATABASE_URL,
  /** postgres://, or a connection string of EventStoreDB; null: the same database. */
  eventStoreUrl: found.EVENT_STORE_URL,
  /** kafka://host:port[,host:port]; null: the event log carries the messages. */
  messagingUrl: found.MESSAGING_URL,
  /** Of topics that are made. */
  kafkaPartitions: found.KAFKA_PARTITIONS,
  kafkaReplication: found.KAFKA_REPLICATION,
  /** False: a start only looks whether the tables are up to date. */
  migrate: found.MIGRATE,
  /** Of each service that the launcher starts. */
  instances: found.INSTANCES,
  /** JSON Web Key, Ed25519. */
  servicePrivateKey: found.SERVICE_PRIVATE_KEY,
  /** JSON Web Key Set, Ed25519. */
  servicePublicKeys: found.SERVICE_PUBLIC_KEYS,
  /** The instances of each; without slashes at their ends. */
  serviceUrls: {
    session: found.SESSION_URL,
    payment: found.PAYMENT_URL,
    chargeAttempt: found.CHARGE_ATTEMPT_URL,
    webhookDispatcher: found.WEBHOOK_DISPATCHER_URL,
  },
  /** By database role; null: it keeps what it has. */
  rolePasswords: {
    counterfoil_gateway: found.COUNTERFOIL_GATEWAY_PASSWORD,
    counterfoil_session: found.COUNTERFOIL_SESSION_PASSWORD,
    counterfoil_payment: found.COUNTERFOIL_PAYMENT_PASSWORD,
    counterfoil_charge_attempt: found.COUNTERFOIL_CHARGE_ATTEMPT_PASSWORD,
    counterfoil_webhook: found.COUNTERFOIL_WEBHOOK_PASSWORD,
  },
  apiKeys: found.SANDBOX_API_KEY,
  mode: found.MODE,
  /** 32 bytes; null: made at the first start. */
  vaultKey: found.VAULT_KEY,
  testClock: found.TEST_CLOCK,
  providerTimeoutMs: found.PROVIDER_TIMEOUT_MS,
  reconcileAfterS: found.RECONCILE_AFTER_S,
  reconcileEveryS: found.RECONCILE_EVERY_S,
  /** For one confirmation. */
  maxProviders: found.MAX_PROVIDERS,
  paymentExpiryS: found.PAYMENT_EXPIRY_S,
  authorizationExpiryS: found.AUTHORIZATION_EXPIRY_S,
  /** Requests a second and merchant; 0: no limit. */
  rateLimitPerS: found.RATE_LIMIT_PER_S ?? (found.MODE === 'live' ? 100 : 0),
  webhookAllowLoopback: found.WEBHOOK_ALLOW_LOOPBACK,
  logLevel: found.LOG_LEVEL,
  /** Of a collector of traces; null: there is none. */
  otlpEndpoint: found.OTEL_EXPORTER_OTLP_ENDPOINT,
  /** Of all traces, 0 to 1. */
  tracedShare: found.OTEL_TRACES_SAMPLER_ARG,
});

/** What the environment asks for, checked. Times say their unit in their name. */
export type Settings = Readonly<ReturnType<typeof settingsOf>>;

/**
 * Reads the settings of the process `as`; an empty variable counts as unset, an unknown one is ignored.
 * @throws SettingError naming the first variable that cannot be used; its message holds no value.
 */
export const loadSettings = (env: Environment, as: ProcessName = 'standalone'): Settings => {
  const read = readVariables(env);
  const [fault] = faultsOf(read, as);
  if (fault) throw new SettingError(fault);
  return settingsOf(read.found);
};
