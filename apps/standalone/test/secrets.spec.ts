import { answerChallenge, card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;
let answers: readonly string[];
let token: string;

const CVC = '8091';
const base = { amount: 12_500, currency: 'TRY' };
const numbers = [cards.visa, cards.lost, cards.challenge, cards.silentCharged];

beforeAll(async () => {
  running = await runProduct({ LOG_LEVEL: 'trace', PROVIDER_TIMEOUT_MS: '700' });
  answers = await takePayments();
});

afterAll(() => running.stop());

/** A card of that number, as a payer types it, with a cvc that appears nowhere else. */
const typed = (number: string) => {
  const method = card(number.replaceAll(/(\d{4})(?=\d)/g, '$1 '));
  return { ...method, card: { ...method.card, cvc: CVC } };
};

/** Every card through the API and through a session, and everything that was answered. */
const takePayments = async (): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (const number of numbers) {
    const method = { payment_method: typed(number) };
    const created = await running.merchant.createPayment(
      { ...base, ...method, confirm: true },
      `key ${number.slice(-4)}`,
    );
    const opened = await running.merchant.createSession({ ...base, return_url: 'https://merchant.example' });
    const session = opened.body.checkout_session;
    token = session.token;
    const confirmed = await running.payer.confirm(session.token, method);
    const nextAction = confirmed.body.confirmResult.paymentNextAction;
    if (nextAction) texts.push((await answerChallenge(nextAction.redirect_user_to_url.url, 'Complete')).location);
    const { id } = created.body.payment;
    const again = await running.merchant.confirmPayment(id, method);
    const misspelt = await running.merchant.confirmPayment(id, { payment_method: { ...typed(number), number } });
    const read = [running.merchant.getPayment(id), running.merchant.charges(id), running.merchant.timeline(id)];
    const all = [
      created,
      confirmed,
      again,
      misspelt,
      await running.payer.getSession(token),
      ...(await Promise.all(read)),
    ];
    texts.push(...all.map(({ text }) => text));
  }
  return texts;
};

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
const formsOf = (number: string): readonly string[] => {
  const groups = number.match(/\d{4}/g)!;
  return [number, groups.join(' '), groups.join('-')].flatMap(inForms);
};

// A cvc is too short to be looked for but as a JSON string.
const secrets = [...numbers.flatMap(formsOf), ...inForms(`"${CVC}"`)];

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
      'payment.payment_view_v1',
      'vault.payment_methods',
    ]),
  );
  expect(tables.get('event_log.events')).toContain('ChargeAttemptSucceeded');
  for (const [table, text] of tables) expect([table, leaks(text, secrets)]).toEqual([table, []]);
});

it('no answer tells a card number or a cvc', () => {
  expect(answers.length).toBeGreaterThan(30);
  for (const text of answers) expect(leaks(text, secrets)).toEqual([]);
});

it('no log line tells a card number, a cvc, an API key or a session’s token', async () => {
  const said = (): string => Object.values(running.product.output()).join('');
  await eventually(() => said().includes('/v1/payments/:id/timeline'), { describe: 'the last request in the log' });
  const key = running.merchantAuthorization.slice('Bearer '.length);
  expect(leaks(said(), [...secrets, key, token])).toEqual([]);
});

it('the token of a session and the API keys are nowhere in the database in the clear', async () => {
  const key = running.merchantAuthorization.slice('Bearer '.length);
  for (const [table, text] of await dump())
    expect([table, leaks(text, [...inForms(key), ...inForms(token)])]).toEqual([table, []]);
});
