import { describeSettings } from './describe-settings.ts';

const SECRET = 'hunter2';
const KEY = `sk_test_${SECRET}_000000000000000001`;

const shown = (env: Readonly<Record<string, string>>, name: string, as?: Parameters<typeof describeSettings>[1]) => {
  const setting = describeSettings(env, as).settings.find(each => each.name === name);
  return setting && { value: setting.value, source: setting.source };
};

describe('the settings, described', () => {
  it('say what each is, where that comes from and what it means', () => {
    expect(describeSettings({ PORT: '8080' }).settings).toEqual(
      expect.arrayContaining([
        { name: 'PORT', value: '8080', source: 'environment', meaning: 'the API' },
        { name: 'SANDBOX_PSP_PORT', value: '8081', source: 'derived', meaning: expect.any(String) },
        { name: 'LOG_LEVEL', value: 'info', source: 'default', meaning: 'JSON lines on stdout' },
        { name: 'DATABASE_URL', value: 'embedded', source: 'default', meaning: expect.any(String) },
      ]),
    );
  });

  it('derive from what is set', () => {
    const env = { DATABASE_URL: `postgres://user:${SECRET}@host/db`, MODE: 'live' };
    expect(shown(env, 'EVENT_STORE_URL')).toEqual({ value: 'postgres://user:***@host/db', source: 'derived' });
    expect(shown(env, 'RATE_LIMIT_PER_S')).toEqual({ value: '100', source: 'derived' });
  });

  it('are those of one process, with what it lacks', () => {
    const names = describeSettings({}, 'webhook-dispatcher').settings.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['WEBHOOK_ALLOW_LOOPBACK', 'SERVICE_PRIVATE_KEY']));
    expect(names).not.toContain('MAX_PROVIDERS');
    expect(shown({}, 'DATABASE_URL', 'webhook-dispatcher')).toEqual({ value: 'not set', source: 'default' });
  });

  it('are, of the job that migrates, where it does so and the passwords that it gives, masked', () => {
    const env = { COUNTERFOIL_PAYMENT_PASSWORD: SECRET, COUNTERFOIL_LEDGERS_PASSWORD: SECRET };
    const { settings, faults } = describeSettings(env, 'migrate');
    const places = ['DATABASE_URL', 'EVENT_STORE_URL', 'SANDBOX_API_KEY'];
    const roles = ['GATEWAY', 'SESSION', 'PAYMENT', 'CHARGE_ATTEMPT', 'WEBHOOK'];
    expect(settings.map(({ name }) => name)).toEqual([...places, ...roles.map(role => `COUNTERFOIL_${role}_PASSWORD`)]);
    expect(shown(env, 'COUNTERFOIL_PAYMENT_PASSWORD', 'migrate')).toEqual({ value: '***', source: 'environment' });
    expect(shown(env, 'COUNTERFOIL_WEBHOOK_PASSWORD', 'migrate')?.value).toBe('the one that it has');
    expect(faults).toEqual([expect.stringMatching(/^DATABASE_URL must be set for migrate: /)]);
  });

  it.each([
    ['DATABASE_URL', `postgres://user:${SECRET}@host:5432/db`, 'postgres://user:***@host:5432/db'],
    ['DATABASE_URL', `postgres://user:a@${SECRET}@host/db`, 'postgres://user:***@host/db'],
    [
      'DATABASE_URL',
      `postgres://host/db?user=u&password=${SECRET}&sslmode=require`,
      'postgres://host/db?user=u&password=***&sslmode=require',
    ],
    ['DATABASE_URL', `mysql://user:${SECRET}@host`, '***'],
    ['DATABASE_URL', SECRET, '***'],
    [
      'EVENT_STORE_URL',
      `esdb://admin:${SECRET}@one:2113,two:2113?tls=true`,
      'esdb://admin:***@one:2113,two:2113?tls=true',
    ],
    ['MESSAGING_URL', `kafka://user:${SECRET}@host:9092`, '***'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', `http://collector:4318`, 'http://collector:4318'],
    ['VAULT_KEY', SECRET, '***'],
    ['SANDBOX_API_KEY', `${KEY}:Anvils`, '***'],
  ])('keep secrets back: %s=%s is %s', (name, value, expected) => {
    expect(shown({ [name]: value }, name)?.value).toBe(expected);
    expect(JSON.stringify(describeSettings({ [name]: value }))).not.toContain(SECRET);
  });

  it('name everything that is wrong at once, each variable in a line', () => {
    const { faults } = describeSettings({ PORT: 'http', MODE: 'live', TEST_CLOCK: '1', MAX_PROVIDERS: '0' });
    expect(faults).toEqual([
      'PORT must be a whole number from 1 to 65535 (it comes from the environment)',
      'MAX_PROVIDERS must be a whole number from 1 to 100 (it comes from the environment)',
      'VAULT_KEY must be set when MODE=live: 32 bytes in base64',
      'TEST_CLOCK must be unset when MODE=live',
    ]);
  });

  it.each([
    ['PROVIDER_TIMEOUT', 'PROVIDER_TIMEOUT_MS'],
    ['RECONCILE_EVERY_MS', 'RECONCILE_EVERY_S'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['KAFKA_PARTITION', 'KAFKA_PARTITIONS'],
    ['port', 'PORT'],
  ])('warn of %s, which probably means %s', (name, meant) => {
    expect(describeSettings({ [name]: SECRET })).toMatchObject({
      faults: [],
      warnings: [`${name} is none of ours and has no effect: is ${meant} meant?`],
    });
  });

  it('say nothing of what belongs to others', () => {
    const others = ['HOME', 'HOSTNAME', 'HOSTTYPE', 'PATH', 'PWD', 'SHELL', 'USER', 'NODE', 'NODE_ENV', 'PAYMENT_PORT'];
    const cluster = [
      'SESSION_SERVICE_HOST',
      'SESSION_PORT_3000_TCP',
      'KUBERNETES_PORT',
      'OTEL_SERVICE_NAME',
      'npm_config_cache',
    ];
    const env = Object.fromEntries([...others, ...cluster].map(name => [name, '1']));
    expect(describeSettings(env).warnings).toEqual([]);
  });
});
