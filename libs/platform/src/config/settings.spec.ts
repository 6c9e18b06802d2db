import { loadSettings } from './settings.ts';
import { SettingError } from './setting-error.ts';

const KEY = 'sk_test_000000000000000000000001';
const OTHER = 'sk_test_000000000000000000000002';
const VAULT_KEY = Buffer.alloc(32, 7).toString('base64');

const refusal = (env: Record<string, string>): SettingError => {
  try {
    loadSettings(env);
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
      port: 3000,
      sandboxPspPort: 3001,
      dataDir: '.data',
      databaseUrl: null,
      eventStoreUrl: null,
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
    });
    expect(loadSettings({ PORT: '', DATABASE_URL: ' ', MESSAGING_URL: '', MODE: '', PATH: '/bin' })).toEqual(defaults);
  });

  it('are read from their variables', () => {
    expect(
      loadSettings({
        PORT: '8080',
        DATABASE_URL: 'postgresql://user:pw@host/db',
        EVENT_STORE_URL: 'postgres://user:pw@host/log',
        MODE: 'live',
        VAULT_KEY,
        TEST_CLOCK: '0',
        LOG_LEVEL: 'debug',
      }),
    ).toMatchObject({
      port: 8080,
      sandboxPspPort: 8081,
      databaseUrl: 'postgresql://user:pw@host/db',
      eventStoreUrl: 'postgres://user:pw@host/log',
      vaultKey: Buffer.alloc(32, 7),
      rateLimitPerS: 100,
      logLevel: 'debug',
    });
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
    ['EVENT_STORE_URL', 'esdb://user:hunter2@host:2113'],
    ['EVENT_STORE_URL', 'hunter2'],
    ['MESSAGING_URL', 'kafka://user:hunter2@host:9092'],
    ['MESSAGING_URL', 'amqp://user:hunter2@host'],
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
    [
      { EVENT_STORE_URL: 'esdb://host' },
      'EVENT_STORE_URL names EventStoreDB, which is not supported yet by this version: leave it unset',
    ],
    [
      { MESSAGING_URL: 'kafka://host' },
      'MESSAGING_URL names Kafka, which is not supported yet by this version: leave it unset',
    ],
    [{ PORT: '65535' }, 'SANDBOX_PSP_PORT must be set: PORT + 1 is above 65535'],
    [{ MODE: 'live' }, 'VAULT_KEY must be set when MODE=live: 32 bytes in base64'],
    [{ MODE: 'live', VAULT_KEY, TEST_CLOCK: '1' }, 'TEST_CLOCK must be unset when MODE=live'],
    [{ MODE: 'live', VAULT_KEY, WEBHOOK_ALLOW_LOOPBACK: '1' }, 'WEBHOOK_ALLOW_LOOPBACK must be unset when MODE=live'],
  ])('%j: %s', (env, message) => {
    expect(refusal(env as Record<string, string>).message).toBe(message);
  });
});
