import { loadSettings } from './settings.ts';
import type { ProcessName } from './setting.ts';
import { SettingError } from './setting-error.ts';

const KEY = 'sk_test_000000000000000000000001';
const OTHER = 'sk_test_000000000000000000000002';
const VAULT_KEY = Buffer.alloc(32, 7).toString('base64');

const PUBLIC = { kty: 'OKP', crv: 'Ed25519', kid: 'payment', x: 'x'.repeat(43) };
const PRIVATE = { ...PUBLIC, d: '7'.repeat(43) };

const refusal = (env: Readonly<Record<string, string>>, as?: ProcessName): SettingError => {
  try {
    loadSettings(env, as);
  } catch (error) {
    if (error instanceof SettingError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('settings', () => {
  it('have defaults, for which an empty variable counts as unset', () => {
    const defaults = loadSettings({});
    expect(defaults).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      sandboxPspPort: 3001,
      sandboxPspUrl: 'http://127.0.0.1:3001',
      dataDir: '.data',
      databaseUrl: null,
      eventStoreUrl: null,
      messagingUrl: null,
      kafkaPartitions: 6,
      kafkaReplication: 1,
      migrate: true,
      instances: 2,
      servicePrivateKey: null,
      servicePublicKeys: null,
      serviceUrls: { session: [], payment: [], chargeAttempt: [], webhookDispatcher: [] },
      rolePasswords: {
        counterfoil_gateway: null,
        counterfoil_session: null,
        counterfoil_payment: null,
        counterfoil_charge_attempt: null,
        counterfoil_webhook: null,
      },
      apiKeys: [],
      mode: 'sandbox',
      vaultKey: null,
      testClock: false,
      providerTimeoutMs: 8000,
      reconcileAfterS: 900,
      reconcileEveryS: 60,
      maxProviders: 3,
      paymentExpiryS: 1800,
      authorizationExpiryS: 604_800,
      rateLimitPerS: 0,
      webhookAllowLoopback: false,
      logLevel: 'info',
      otlpEndpoint: null,
      tracedShare: 1,
    });
    expect(loadSettings({ PORT: '', DATABASE_URL: ' ', MESSAGING_URL: '', MODE: '', PATH: '/bin' })).toEqual(defaults);
  });

  it('are read from their variables', () => {
    expect(
      loadSettings({
        HOST: '0.0.0.0',
        PORT: '8080',
        PUBLIC_URL: 'https://pay.example/',
        DATABASE_URL: 'postgresql://user:pw@host/db',
        EVENT_STORE_URL: 'postgres://user:pw@host/log',
        MODE: 'live',
        VAULT_KEY,
        TEST_CLOCK: '0',
        LOG_LEVEL: 'debug',
        MIGRATE: '0',
        SERVICE_PRIVATE_KEY: JSON.stringify(PRIVATE),
        SERVICE_PUBLIC_KEYS: JSON.stringify({ keys: [PUBLIC] }),
        PAYMENT_URL: 'http://payment-1:3000, http://payment-2:3000/',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      }),
    ).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://pay.example',
      migrate: false,
      servicePrivateKey: PRIVATE,
      servicePublicKeys: { keys: [PUBLIC] },
      serviceUrls: { session: [], payment: ['http://payment-1:3000', 'http://payment-2:3000'] },
      otlpEndpoint: 'http://collector:4318',
      tracedShare: 0.25,
      port: 8080,
      sandboxPspPort: 8081,
      databaseUrl: 'postgresql://user:pw@host/db',
      eventStoreUrl: 'postgres://user:pw@host/log',
      vaultKey: Buffer.alloc(32, 7),
      rateLimitPerS: 100,
      logLevel: 'debug',
    });
  });

  it.each([
    ['EVENT_STORE_URL', 'esdb://admin:hunter2@one:2113,two:2113,three:2113?tls=true', 'eventStoreUrl'],
    ['EVENT_STORE_URL', 'esdb+discover://log.example?tls=false', 'eventStoreUrl'],
    ['EVENT_STORE_URL', 'kurrentdb+discover://log.example:2113', 'eventStoreUrl'],
    ['EVENT_STORE_URL', 'kurrentdb://[::1]:2113/', 'eventStoreUrl'],
    ['MESSAGING_URL', 'kafka://broker:9092', 'messagingUrl'],
    ['MESSAGING_URL', 'kafka://one.example:9092,[::1]:9093', 'messagingUrl'],
  ] as const)('take %s=%s', (name, value, field) => {
    expect(loadSettings({ [name]: value })[field]).toBe(value);
  });

  it('give database roles their passwords, each its own', () => {
    const { rolePasswords } = loadSettings(
      {
        DATABASE_URL: 'postgres://host/db',
        COUNTERFOIL_CHARGE_ATTEMPT_PASSWORD: 'one',
        COUNTERFOIL_WEBHOOK_PASSWORD: 'two',
      },
      'migrate',
    );
    expect(rolePasswords).toMatchObject({ counterfoil_charge_attempt: 'one', counterfoil_webhook: 'two' });
    expect(rolePasswords).toMatchObject({ counterfoil_gateway: null });
  });

  it('name keys and their merchants', () => {
    expect(loadSettings({ SANDBOX_API_KEY: `${KEY}, ${OTHER}:Anvils & Sons: Ltd` }).apiKeys).toEqual([
      { key: KEY, merchantName: 'Sandbox merchant' },
      { key: OTHER, merchantName: 'Anvils & Sons: Ltd' },
    ]);
  });
});

describe('a setting that cannot be used', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '1e3'],
    ['SANDBOX_PSP_PORT', '3000'],
    ['DATA_DIR', 'a\0b'],
    ['DATABASE_URL', 'mysql://user:hunter2@host'],
    ['DATABASE_URL', 'hunter2'],
    ['EVENT_STORE_URL', 'esdb://user:hunter2@:2113'],
    ['EVENT_STORE_URL', 'esdb://one:2113,'],
    ['EVENT_STORE_URL', 'kafka://hunter2:9092'],
    ['EVENT_STORE_URL', 'hunter2'],
    ['MESSAGING_URL', 'kafka://user:hunter2@host:9092'],
    ['MESSAGING_URL', 'kafka://hunter2'],
    ['MESSAGING_URL', 'kafka://hunter2:99999'],
    ['MESSAGING_URL', 'kafka://one:9092,'],
    ['MESSAGING_URL', 'amqp://user:hunter2@host'],
    ['KAFKA_PARTITIONS', '0'],
    ['KAFKA_REPLICATION', 'three'],
    ['MIGRATE', 'yes'],
    ['INSTANCES', '0'],
    ['HOST', 'localhost'],
    ['PUBLIC_URL', 'pay.example'],
    ['PUBLIC_URL', 'https://user:hunter2@pay.example'],
    ['PUBLIC_URL', 'https://pay.example/?key=hunter2'],
    ['SESSION_URL', 'http://one:3000,'],
    ['PAYMENT_URL', 'one:3000'],
    ['PAYMENT_URL', 'http://one:3000/prefix'],
    ['CHARGE_ATTEMPT_URL', 'kafka://one:3000'],
    ['WEBHOOK_DISPATCHER_URL', 'http://one:3000 http://two:3000'],
    ['SERVICE_PRIVATE_KEY', 'hunter2'],
    ['SERVICE_PRIVATE_KEY', JSON.stringify(PUBLIC)],
    ['SERVICE_PRIVATE_KEY', JSON.stringify({ ...PRIVATE, crv: 'X25519' })],
    ['SERVICE_PUBLIC_KEYS', JSON.stringify(PUBLIC)],
    ['SERVICE_PUBLIC_KEYS', JSON.stringify({ keys: [] })],
    ['SERVICE_PUBLIC_KEYS', JSON.stringify({ keys: [PRIVATE] })],
    ['SERVICE_PUBLIC_KEYS', JSON.stringify({ keys: [PUBLIC, PUBLIC] })],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'all'],
    ['SANDBOX_API_KEY', 'sk_test_short'],
    ['SANDBOX_API_KEY', 'sk_live_000000000000000000000001'],
    ['SANDBOX_API_KEY', `${KEY},${KEY}:Twice`],
    ['SANDBOX_API_KEY', `${KEY},`],
    ['SANDBOX_API_KEY', `${KEY}:`],
    ['MODE', 'production'],
    ['VAULT_KEY', 'aHVudGVyMg=='],
    ['VAULT_KEY', '7'.repeat(44)],
    ['TEST_CLOCK', 'maybe'],
    ['PROVIDER_TIMEOUT_MS', '0'],
    ['RECONCILE_AFTER_S', '-1'],
    ['RECONCILE_EVERY_S', '0'],
    ['MAX_PROVIDERS', '0'],
    ['PAYMENT_EXPIRY_S', '1.5'],
    ['AUTHORIZATION_EXPIRY_S', 'week'],
    ['RATE_LIMIT_PER_S', 'many'],
    ['WEBHOOK_ALLOW_LOOPBACK', '2'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%j is named, in one line, without its value', (name, value) => {
    const { message, variable } = refusal({ [name]: value });
    expect(variable).toBe(name);
    expect(message).toMatch(new RegExp(`^${name} [^\n]+$`));
    expect(message).not.toMatch(/hunter2|sk_test_0|sk_test_short|sk_live|aHVud|7777/);
  });

  it.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 1 to 65535 (it comes from the environment)'],
    [{ PORT: '65535' }, 'SANDBOX_PSP_PORT must be set: PORT + 1 is above 65535'],
    [{ PORT: '4000', SANDBOX_PSP_PORT: '4000' }, 'SANDBOX_PSP_PORT must differ from PORT'],
    [{ MODE: 'live' }, 'VAULT_KEY must be set when MODE=live: 32 bytes in base64'],
    [{ MODE: 'live', VAULT_KEY, TEST_CLOCK: '1' }, 'TEST_CLOCK must be unset when MODE=live'],
    [{ MODE: 'live', VAULT_KEY, WEBHOOK_ALLOW_LOOPBACK: '1' }, 'WEBHOOK_ALLOW_LOOPBACK must be unset when MODE=live'],
    [
      {
        SERVICE_PRIVATE_KEY: JSON.stringify(PRIVATE),
        SERVICE_PUBLIC_KEYS: JSON.stringify({ keys: [{ ...PUBLIC, kid: 'session' }] }),
      },
      'SERVICE_PUBLIC_KEYS must hold the public part of SERVICE_PRIVATE_KEY, under the same kid',
    ],
  ])('%j: %s', (env: Readonly<Record<string, string>>, message) => {
    expect(refusal(env).message).toBe(message);
  });

  it('is one that a service needs and does not have', () => {
    expect(refusal({}, 'payment').message).toBe(
      'DATABASE_URL must be set for payment: a postgres://user:password@host:port/database URL',
    );
  });
});
