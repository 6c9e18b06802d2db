import { z } from 'zod';
import { apiKeyList } from './api-key-list.ts';
import { SettingError } from './setting-error.ts';
import { flag, key32, notYet, postgresUrl, variable, whole } from './values.ts';

const PORT_MAX = 65_535;
const YEAR_S = 31_536_000;

const oneOf = <const Names extends readonly string[]>(...names: Names) =>
  variable<Names[number]>(`one of ${names.join(', ')}`, text => names.find(name => name === text));

const supported = (engine: string, ...protocols: readonly string[]) =>
  z.string().refine(text => !notYet(text, ...protocols), {
    message: `names ${engine}, which is not supported yet by this version: leave it unset`,
    abort: true,
  });

/** Every variable of this version, its default and its form (docs: "Settings"). */
const variables = z.object({
  PORT: whole(1, PORT_MAX).default(3000),
  SANDBOX_PSP_PORT: whole(1, PORT_MAX).optional(),
  DATA_DIR: variable('a path', text => (text.includes('\0') ? undefined : text)).default('.data'),
  DATABASE_URL: postgresUrl.nullable().default(null),
  EVENT_STORE_URL: supported('EventStoreDB', 'esdb:', 'esdb+discover:', 'kurrentdb:', 'kurrentdb+discover:')
    .pipe(postgresUrl)
    .nullable()
    .default(null),
  MESSAGING_URL: supported('Kafka', 'kafka:')
    .pipe(variable<null>('unset: one machine reads the event log', () => undefined))
    .nullable()
    .default(null),
  SANDBOX_API_KEY: apiKeyList.default([]),
  MODE: oneOf('sandbox', 'live').default('sandbox'),
  VAULT_KEY: key32.nullable().default(null),
  TEST_CLOCK: flag.default(false),
  PROVIDER_TIMEOUT_MS: whole(1, 600_000).default(8000),
  RECONCILE_AFTER_S: whole(0, YEAR_S).default(900),
  RECONCILE_EVERY_S: whole(1, YEAR_S).default(60),
  MAX_PROVIDERS: whole(1, 100).default(3),
  PAYMENT_EXPIRY_S: whole(1, YEAR_S).default(1800),
  AUTHORIZATION_EXPIRY_S: whole(1, YEAR_S).default(604_800),
  RATE_LIMIT_PER_S: whole(0, 1_000_000).optional(),
  WEBHOOK_ALLOW_LOOPBACK: flag.default(false),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
});

type Variables = z.output<typeof variables>;

const sandboxPspPort = ({ PORT, SANDBOX_PSP_PORT = PORT + 1 }: Variables): number => {
  if (SANDBOX_PSP_PORT > PORT_MAX)
    throw new SettingError('SANDBOX_PSP_PORT', `must be set: PORT + 1 is above ${PORT_MAX}`);
  if (SANDBOX_PSP_PORT === PORT) throw new SettingError('SANDBOX_PSP_PORT', 'must differ from PORT');
  return SANDBOX_PSP_PORT;
};

const refuseSandboxInLive = (found: Variables): void => {
  if (found.MODE !== 'live') return;
  if (found.VAULT_KEY === null) throw new SettingError('VAULT_KEY', 'must be set when MODE=live: 32 bytes in base64');
  if (found.TEST_CLOCK) throw new SettingError('TEST_CLOCK', 'must be unset when MODE=live');
  if (found.WEBHOOK_ALLOW_LOOPBACK) throw new SettingError('WEBHOOK_ALLOW_LOOPBACK', 'must be unset when MODE=live');
};

const settingsOf = (found: Variables) => ({
  port: found.PORT,
  sandboxPspPort: sandboxPspPort(found),
  dataDir: found.DATA_DIR,
  /** Null: the embedded PostgreSQL. */
  databaseUrl: found.DATABASE_URL,
  /** Null: the same database. */
  eventStoreUrl: found.EVENT_STORE_URL,
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
});

/** What the environment asks for, checked. Times say their unit in their name. */
export type Settings = Readonly<ReturnType<typeof settingsOf>>;

/**
 * Reads the settings; an empty variable counts as unset, an unknown one is ignored.
 * @throws SettingError naming the first variable that cannot be used; its message holds no value.
 */
export const loadSettings = (env: Readonly<Record<string, string | undefined>>): Settings => {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = variables.safeParse(Object.fromEntries(set.map(([name, value]) => [name, value?.trim()])));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SettingError(String(issue?.path[0]), issue?.message ?? 'is not valid');
  }
  refuseSandboxInLive(parsed.data);
  return settingsOf(parsed.data);
};
