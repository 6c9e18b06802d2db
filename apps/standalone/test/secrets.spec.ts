import { randomBytes } from 'node:crypto';
import { eventually, startOtlpCollectorDouble, type OtlpCollectorDouble } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';
import { CVC, grouped, numbers, wholeRun, type Told } from './secrets/whole-run.ts';

const VAULT_KEY = randomBytes(32);

let running: RunningProduct;
let collector: OtlpCollectorDouble;
let told: Told;

beforeAll(async () => {
  collector = await startOtlpCollectorDouble();
  running = await runProduct({
    LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    PROVIDER_TIMEOUT_MS: '700',
    TEST_CLOCK: '1',
    WEBHOOK_ALLOW_LOOPBACK: '1',
    VAULT_KEY: VAULT_KEY.toString('base64'),
  });
  told = await wholeRun(running);
}, 180_000);

afterAll(async () => {
  await running.stop();
  await collector.close();
});

/** What base64 makes of a text, wherever in a longer one it begins. */
const inBase64 = (text: string): readonly string[] =>
  [0, 1, 2].map(shift => {
    const encoded = Buffer.from(`${' '.repeat(shift)}${text}`).toString('base64');
    return encoded.slice(shift === 0 ? 0 : 4, -4);
  });

/** A secret as it is, in base64, and in hex, as PostgreSQL shows bytes. */
const inForms = (secret: string): readonly string[] => [
  secret,
  ...inBase64(secret),
  Buffer.from(secret).toString('hex'),
];

/** A card number bare and in groups, in every form. */
const formsOf = (number: string): readonly string[] =>
  [number, ...[' ', '-', '%20', '+'].map(by => grouped(number, by))].flatMap(inForms);

// A cvc is too short to be looked for but as a value.
const cvcs = [...inForms(`"${CVC}"`), `\\"${CVC}\\"`, `cvc=${CVC}`, `cvc: ${CVC}`];

const secrets = [...numbers.flatMap(formsOf), ...cvcs];

/** What only its owner may see. */
const owned = (): readonly string[] => [
  ...[running.merchantAuthorization.slice('Bearer '.length), ...told.tokens].flatMap(inForms),
  ...[VAULT_KEY.toString('base64'), VAULT_KEY.toString('base64url'), VAULT_KEY.toString('hex')],
];

/** Which of those are in a text, and where. */
const leaks = (text: string, forbidden: readonly string[]): readonly string[] =>
  forbidden.flatMap(secret => {
    const at = text.indexOf(secret);
    return at === -1 ? [] : [`${secret} in …${text.slice(Math.max(at - 60, 0), at + 60)}…`];
  });

/** Every row of every table, as text. */
const dump = async (): Promise<ReadonlyMap<string, string>> => {
  const { pool } = running.database;
  const tables = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const dumped = new Map<string, string>();
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ text: string }>(`select row::text as text from ${name} row`);
    dumped.set(name, rows.map(({ text }) => text).join('\n'));
  }
  return dumped;
};

it('no card number and no cvc is in any row of any table', async () => {
  const tables = await dump();
  expect([...tables.keys()]).toEqual(
    expect.arrayContaining([
      'event_log.events',
      'idempotency.answers',
      'payment.payment_view_v2',
      'vault.payment_methods',
    ]),
  );
  const events = tables.get('event_log.events') ?? '';
  const types = [
    'ChargeAttemptSucceeded',
    'PaymentCaptured',
    'PaymentCancelled',
    'RefundSucceeded',
    'CheckoutSessionExpired',
    'WebhookDeliveryAttempted',
  ];
  for (const type of types) expect(events).toContain(type);
  const found = [...tables].flatMap(([table, text]) => leaks(text, secrets).map(at => [table, at]));
  expect(found).toEqual([]);
});

it('no answer tells a card number or a cvc, nor an error, nor /metrics', () => {
  expect(told.texts.length).toBeGreaterThan(100);
  for (const sign of ['# TYPE counterfoil_', '/payment_method/token', 'capture_failed', '"EXPIRED"'])
    expect(told.texts.filter(text => text.includes(sign))).not.toEqual([]);
  expect(told.texts.flatMap(text => leaks(text, secrets))).toEqual([]);
});

it('no log line tells a card number, a cvc, an API key, a session’s token or a webhook secret', async () => {
  const said = (): string => Object.values(running.product.output()).join('');
  await eventually(() => said().includes('/metrics'), { describe: 'the last request in the log' });
  expect(leaks(said(), [...secrets, ...owned()])).toEqual([]);
});

it('no span tells a card number, a cvc, an API key, a session’s token or a webhook secret', async () => {
  const told = (): string => collector.bodies.join('');
  await eventually(() => told().includes('ExpireSession'), { describe: 'spans' });
  expect(leaks(told(), [...secrets, ...owned()])).toEqual([]);
});

it('the token of a session, the secrets of webhook endpoints, the API keys and VAULT_KEY are nowhere in the database in the clear', async () => {
  const found = [...(await dump())].flatMap(([table, text]) => leaks(text, owned()).map(at => [table, at]));
  expect(found).toEqual([]);
});
