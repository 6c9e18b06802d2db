import { card, cards, send, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

const MERCHANT = 'https://pay.merchant.example';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

/** The path of a new session's token. */
const newSession = async (url: string | null = `${MERCHANT}/checkout`): Promise<string> => {
  const links = { url, return_url: `${MERCHANT}/thanks` };
  const { body } = await running.merchant.createSession({ amount: 12_500, currency: 'TRY', ...links });
  return `/v1/checkout-sessions/token/${body.checkout_session.token}`;
};

const call = (path: string, method: string, origin?: string, body?: unknown, type = 'application/json') =>
  send<unknown>(method, running.product.url + path, {
    body,
    headers: { ...(origin !== undefined && { origin }), ...(body !== undefined && { 'content-type': type }) },
  });

const confirm = (path: string, number: string) =>
  call(`${path}/confirm`, 'POST', MERCHANT, { payment_method: card(number) });

/** Its CORS headers, without `access-control-`. */
const granted = ({ headers }: Answer<unknown>): Record<string, string> =>
  Object.fromEntries(
    [...headers].flatMap(([name, value]) => (name.startsWith('access-control-') ? [[name.slice(15), value]] : [])),
  );

const READABLE = { 'allow-origin': MERCHANT, 'expose-headers': 'x-request-id, traceparent' };

it('lets the page that the session names read its session and confirm it', async () => {
  const path = await newSession();
  for (const answer of [await call(path, 'GET', MERCHANT), await confirm(path, cards.visa)])
    expect([answer.status, granted(answer), answer.headers.get('vary')]).toEqual([200, READABLE, 'Origin']);
});

it('lets that page read why a request failed', async () => {
  const path = await newSession();
  const text = await call(`${path}/confirm`, 'POST', MERCHANT, {}, 'text/plain');
  expect([text.status, granted(text)]).toEqual([415, READABLE]);
  const invalid = await call(`${path}/confirm`, 'POST', MERCHANT, {});
  expect([invalid.status, granted(invalid)]).toEqual([422, READABLE]);
  await confirm(path, cards.visa);
  const over = await confirm(path, cards.mastercard);
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
    expect([answer.status, answer.headers.get('vary'), answer.text]).toEqual([204, 'Origin', '']);
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
  const [foreign, own] = [await call(path, 'GET', origin), await call(path, 'GET')];
  expect([foreign.status, foreign.body]).toEqual([200, own.body]);
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
