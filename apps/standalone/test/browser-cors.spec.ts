import { randomBytes } from 'node:crypto';
import { startProduct, testDatabase, type Product, type TestDatabase } from '@counterfoil/testing';

const KEY = 'sk_test_browser_cors_000000000000000';
const MERCHANT = 'https://pay.merchant.example';
const SUCCEEDS = { type: 'card', card: { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' } };

let database: TestDatabase;
let product: Product;

beforeAll(async () => {
  database = await testDatabase();
  product = await startProduct({
    DATABASE_URL: database.url,
    VAULT_KEY: randomBytes(32).toString('base64'),
    SANDBOX_API_KEY: `${KEY}:Anvils`,
  });
});

afterAll(async () => {
  await product.stop();
  await database.drop();
});

/** The path of a new session's token. */
const newSession = async (url: string | null = `${MERCHANT}/checkout`): Promise<string> => {
  const answer = await fetch(`${product.url}/v1/checkout-sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 12_500, currency: 'TRY', return_url: `${MERCHANT}/thanks`, url }),
  });
  const { checkout_session: session } = await answer.json();
  return `/v1/checkout-sessions/token/${session.token}`;
};

const call = (path: string, method: string, origin: string | null, body?: string): Promise<Response> =>
  fetch(product.url + path, {
    method,
    headers: {
      ...(origin !== null && { origin }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });

const confirm = (path: string, method: unknown): Promise<Response> =>
  call(`${path}/confirm`, 'POST', MERCHANT, JSON.stringify({ payment_method: method }));

/** Its CORS headers, without `access-control-`. */
const granted = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries(
    [...headers].flatMap(([name, value]) => (name.startsWith('access-control-') ? [[name.slice(15), value]] : [])),
  );

const READABLE = { 'allow-origin': MERCHANT, 'expose-headers': 'x-request-id, traceparent' };

it('lets the page that the session names read its session and confirm it', async () => {
  const path = await newSession();
  const read = await call(path, 'GET', MERCHANT);
  expect([read.status, granted(read), read.headers.get('vary')]).toEqual([200, READABLE, 'Origin']);
  const confirmed = await confirm(path, SUCCEEDS);
  expect([confirmed.status, granted(confirmed), confirmed.headers.get('vary')]).toEqual([200, READABLE, 'Origin']);
});

it('lets that page read why a request failed', async () => {
  const path = await newSession();
  const confirmBody = (type: string, body: string): Promise<Response> =>
    fetch(`${product.url}${path}/confirm`, {
      method: 'POST',
      headers: { origin: MERCHANT, 'content-type': type },
      body,
    });
  const malformed = await confirmBody('application/json', '{');
  expect([malformed.status, granted(malformed)]).toEqual([400, READABLE]);
  const form = await confirmBody('text/plain', '{}');
  expect([form.status, granted(form)]).toEqual([415, READABLE]);
  const invalid = await confirm(path, { type: 'card' });
  expect([invalid.status, granted(invalid)]).toEqual([422, READABLE]);
  await confirm(path, SUCCEEDS);
  const over = await confirm(path, { ...SUCCEEDS, card: { ...SUCCEEDS.card, number: '5555555555554444' } });
  expect([over.status, granted(over)]).toEqual([409, READABLE]);
});

it.each(['', '/confirm'])('answers the preflight of that page, and of no other (%s)', async action => {
  const path = (await newSession()) + action;
  const asked = await call(path, 'OPTIONS', MERCHANT);
  expect(granted(asked)).toEqual({
    'allow-origin': MERCHANT,
    'allow-methods': 'GET, POST',
    'allow-headers': 'content-type, traceparent',
  });
  const foreign = await call(path, 'OPTIONS', 'https://evil.example');
  const unknown = await call(`/v1/checkout-sessions/token/cst_unknown${action}`, 'OPTIONS', MERCHANT);
  for (const answer of [asked, foreign, unknown])
    expect([answer.status, answer.headers.get('vary'), await answer.text()]).toEqual([204, 'Origin', '']);
  expect([granted(foreign), granted(unknown)]).toEqual([{}, {}]);
});

it.each([
  ['another host', 'https://evil.example'],
  ['a host that begins the same', `${MERCHANT}.evil.example`],
  ['another scheme', 'http://pay.merchant.example'],
  ['another port', `${MERCHANT}:8443`],
  ['a sandboxed frame', 'null'],
  ['a wildcard', '*'],
])('answers %s as if there were no CORS', async (_page, origin) => {
  const path = await newSession();
  const [foreign, own] = [await call(path, 'GET', origin), await call(path, 'GET', null)];
  expect([foreign.status, await foreign.json()]).toEqual([200, await own.json()]);
  expect([granted(foreign), granted(own)]).toEqual([{}, {}]);
  expect([foreign.headers.get('vary'), own.headers.get('vary')]).toEqual(['Origin', 'Origin']);
});

it('names no origin for a session without a page of the merchant’s, nor for a token that it does not know', async () => {
  const hosted = await call(await newSession(null), 'GET', MERCHANT);
  expect([hosted.status, granted(hosted)]).toEqual([200, {}]);
  const path = await newSession();
  const forged = await call(`${path.slice(0, -4)}0000`, 'GET', MERCHANT);
  expect([forged.status, granted(forged)]).toEqual([404, {}]);
  const unknown = await call('/v1/checkout-sessions/token/%zz', 'GET', MERCHANT);
  expect([unknown.status, granted(unknown)]).toEqual([404, {}]);
});

it('gives the merchant’s own routes no CORS', async () => {
  const preflight = await call('/v1/checkout-sessions', 'OPTIONS', MERCHANT);
  expect([preflight.status, granted(preflight)]).toEqual([405, {}]);
  const read = await call('/v1/payments/pay_1', 'GET', MERCHANT);
  expect([read.status, granted(read), read.headers.get('vary')]).toEqual([401, {}, null]);
});
