import { card, cards, send, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;
let routes: Awaited<ReturnType<typeof routesOfResources>>;

beforeAll(async () => {
  running = await runProduct();
  routes = await routesOfResources();
});

afterAll(() => running.stop());

const base = { amount: 12_500, currency: 'TRY' };
const session = { ...base, return_url: 'https://merchant.example' };
const pays = { payment_method: card(cards.visa) };

/** A session and a payment of `merchant`, and every route of the slice that needs its key. */
const routesOfResources = async () => {
  const opened = (await running.merchant.createSession(session)).body.checkout_session;
  const { id } = (await running.merchant.createPayment(base)).body.payment;
  const ofResources: readonly (readonly [string, string, unknown?])[] = [
    ['GET', `/v1/checkout-sessions/${opened.id}`],
    ['GET', `/v1/payments/${id}`],
    ['POST', `/v1/payments/${id}/confirm`, pays],
    ['GET', `/v1/payments/${id}/charges`],
    ['GET', `/v1/payments/${id}/timeline`],
  ];
  const merchants = [
    ['POST', '/v1/checkout-sessions', session] as const,
    ['POST', '/v1/payments', base] as const,
    ...ofResources,
  ];
  return { opened, paymentId: id, ofResources, merchants };
};

const at = (path: string): string => `${running.product.url}${path}`;
const found = ({ status, body }: Answer<unknown>) => [status, body.code];

/** Sends bytes as they are, with the merchant's key unless `headers` say otherwise. */
const post = async (
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<Answer<unknown>> => {
  const response = await fetch(at(path), {
    method: 'POST',
    body,
    headers: { authorization: running.merchantAuthorization, 'content-type': 'application/json', ...headers },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
};

describe('a failure', () => {
  it('is a problem of RFC 9457 with a code and the request’s trace', async () => {
    const trace = 'c0ffee00c0ffee00c0ffee00c0ffee00';
    const answer = await running.merchant.call('GET', '/v1/payments/pay_nothing', {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toEqual({
      type: expect.stringMatching(/^https:\/\/\S+$/),
      title: expect.stringMatching(/\w/),
      status: 404,
      detail: expect.stringMatching(/\w/),
      code: 'not_found',
      trace_id: trace,
    });
    expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  });

  it('names every fault of a body with its pointer', async () => {
    const answer = await running.merchant.createPayment({ amount: 0, surprise: 1 });
    expect(found(answer)).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toEqual(
      expect.arrayContaining(
        ['/amount', '/currency', '/surprise'].map(pointer => ({ pointer, detail: expect.any(String) })),
      ),
    );
    expect(answer.body.errors).toHaveLength(3);
  });
});

it('every answer has an id, its trace and protective headers, a failure like a success', async () => {
  const answers = [
    await running.merchant.createPayment(base),
    await running.merchant.getPayment('pay_nothing'),
    await send('DELETE', at('/v1/payments')),
    await send('GET', at('/nowhere')),
    await send('GET', at('/healthz')),
    await running.payer.getSession(routes.opened.token),
    await post('/v1/payments', '{'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 404, 405, 404, 200, 200, 400]);
  for (const { headers } of answers) {
    expect(headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  }
  expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(answers.length);
});

it('a merchant’s route without a valid API key is 401', async () => {
  const wrong = [
    undefined,
    'Bearer',
    'Bearer sk_test_unknown00000000000000000',
    'Basic c2s6',
    'sk_test_unknown',
    `Bearer ${routes.opened.token}`,
  ];
  for (const [method, path, body] of routes.merchants)
    for (const authorization of wrong) {
      const answer = await send(method, at(path), { body, headers: authorization ? { authorization } : {} });
      expect([path, authorization, ...found(answer)]).toEqual([path, authorization, 401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
});

it('another merchant’s resource is 404, like one that is not there', async () => {
  for (const [method, path, body] of routes.ofResources) {
    const foreign = await running.otherMerchant.call(method, path, { body });
    const unknown = await running.merchant.call(method, path.replace(/_[0-9a-z]{26}/i, '_00000000000000000000000000'), {
      body,
    });
    const { trace_id: _, ...foreignBody } = foreign.body;
    const { trace_id: __, ...unknownBody } = unknown.body;
    expect([path, ...found(foreign)]).toEqual([path, 404, 'not_found']);
    expect([unknown.status, unknownBody]).toEqual([404, foreignBody]);
  }
  expect((await running.merchant.getPayment(routes.paymentId)).body.payment).toMatchObject({
    status: 'CREATED',
    version: 0,
  });
});

it.each([
  ['a session where a payment is asked for', () => routes.opened.id],
  ['a name with a slash in it', () => 'a%2Fb'],
  ['a name of 2,000 characters', () => 'p'.repeat(2_000)],
  ['NUL', () => '%00'],
  ['bytes that are no UTF-8', () => '%ff'],
  ['an emoji', () => '%F0%9F%92%B3'],
  // Two of them are a step up the path before they are sent.
  ['dots', () => '%2E%2E%2E'],
  ['a quote', () => "'%20or%201=1--"],
])('%s in place of an id is 404', async (_what, id) => {
  for (const [method, path, body] of [
    ['GET', `/v1/payments/${id()}`],
    ['GET', `/v1/payments/${id()}/charges`],
    ['GET', `/v1/payments/${id()}/timeline`],
    ['POST', `/v1/payments/${id()}/confirm`, pays],
    ['GET', `/v1/checkout-sessions/${id()}x`],
    ['GET', `/v1/3ds/${id()}/return`],
  ] as const)
    expect([path, ...found(await running.merchant.call(method, path, { body }))]).toEqual([path, 404, 'not_found']);
});

it.each([
  ['/v1/checkout-sessions', 'DELETE', 'GET, HEAD, POST'],
  ['/v1/checkout-sessions/cs_1', 'PUT', 'GET, HEAD'],
  ['/v1/checkout-sessions/token/x/confirm', 'GET', 'OPTIONS, POST'],
  ['/v1/payments', 'PATCH', 'GET, HEAD, POST'],
  ['/v1/payments/pay_1', 'POST', 'GET, HEAD'],
  ['/v1/payments/pay_1/confirm', 'GET', 'POST'],
  ['/v1/payments/pay_1/charges', 'POST', 'GET, HEAD'],
  ['/v1/payments/pay_1/timeline', 'DELETE', 'GET, HEAD'],
  ['/v1/3ds/ch_1/return', 'POST', 'GET, HEAD'],
  ['/healthz', 'POST', 'GET, HEAD'],
  ['/readyz', 'DELETE', 'GET, HEAD'],
])('%s does not answer to %s, and says what it does answer to, to anybody', async (path, method, allowed) => {
  const answer = await send(method, at(path));
  expect([...found(answer), answer.headers.get('allow')]).toEqual([405, 'method_not_allowed', allowed]);
});

it.each([
  '/',
  '/v1',
  '/v1/',
  '/v2/payments',
  '/v1/payments/',
  '/v1/payments/pay_1/',
  '/v1//payments',
  '/V1/payments',
  '/v1/3ds',
])('%s is nowhere, whatever is sent to it', async path => {
  for (const method of ['GET', 'POST', 'DELETE'])
    expect(found(await send(method, at(path)))).toEqual([404, 'not_found']);
});

describe('a body', () => {
  it.each([
    ['empty where something is required', '', 422, 'validation_failed'],
    ['cut off', '{"amount": 1', 400, 'malformed_json'],
    ['with a trailing comma', '{"amount": 1,}', 400, 'malformed_json'],
    ['of two values', '{} {}', 400, 'malformed_json'],
    ['with NaN', '{"amount": NaN}', 400, 'malformed_json'],
    ['with __proto__', '{"amount": 1, "currency": "TRY", "__proto__": {"x": 1}}', 400, 'malformed_json'],
    ['a list', '[]', 422, 'validation_failed'],
    ['a string', '"x"', 422, 'validation_failed'],
    ['null', 'null', 422, 'validation_failed'],
    ['of very deep lists', `{"metadata": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 422, 'validation_failed'],
  ])('%s is refused', async (_what, body, status, code) => {
    expect(found(await post('/v1/payments', body))).toEqual([status, code]);
    expect(found(await post('/v1/payments', body, { 'idempotency-key': 'k' }))).toEqual([status, code]);
  });

  it('that is not UTF-8 is refused', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"reference": "'), 0xc3, 0x28, 0x22, 0x7d]);
    expect(found(await post('/v1/payments', bytes))).toEqual([400, 'malformed_json']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/xml', 'nonsense'])(
    'of the type %s is 415',
    async type => {
      expect(found(await post('/v1/payments', '{}', { 'content-type': type }))).toEqual([
        415,
        'unsupported_media_type',
      ]);
    },
  );

  it('is taken as JSON whatever the case and the parameters of its type', async () => {
    const answer = await post('/v1/payments', JSON.stringify(base), {
      'content-type': 'Application/JSON ; charset=UTF-8',
    });
    expect(answer.status).toBe(201);
  });

  it('of 256 KiB is read, of one byte more is 413, told beforehand or not', async () => {
    const padded = (bytes: number): string => JSON.stringify(base).padEnd(bytes, ' ');
    const limit = 256 * 1024;
    expect((await post('/v1/payments', padded(limit))).status).toBe(201);
    expect(found(await post('/v1/payments', padded(limit + 1)))).toEqual([413, 'payload_too_large']);
    const streamed = new Blob([padded(limit + 1)]).stream();
    expect(found(await post('/v1/payments', streamed))).toEqual([413, 'payload_too_large']);
  });
});

describe('a list', () => {
  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=',
    'limit=1.5',
    'limit=-1',
    'limit=1&limit=2',
    'cursor=',
    'cursor=x',
    'cursor=%00',
    'surprise=1',
    'limit=0&cursor=x&surprise=1',
  ])('refuses ?%s by the parameter’s name', async query => {
    const names = [...new Set(new URLSearchParams(query).keys())];
    for (const list of ['charges', 'timeline']) {
      const answer = await running.merchant.call('GET', `/v1/payments/${routes.paymentId}/${list}?${query}`);
      expect([list, ...found(answer)]).toEqual([list, 422, 'validation_failed']);
      for (const { pointer } of answer.body.errors!) expect(names).toContain(pointer.slice(1));
    }
  });

  it('is the only kind of route that takes a query', async () => {
    for (const [method, path, body] of routes.merchants.filter(([, path]) => !/charges|timeline/.test(path))) {
      const answer = await running.merchant.call(method, `${path}?expand=all`, { body });
      expect([path, ...found(answer), answer.body.errors?.map(({ pointer }) => pointer)]).toEqual([
        path,
        422,
        'validation_failed',
        ['/expand'],
      ]);
    }
  });
});

describe('a conflict', () => {
  it('is a confirm of a payment that cannot be confirmed as it stands', async () => {
    const standing = async (number: string, changes = {}) =>
      (await running.merchant.createPayment({ ...base, confirm: true, payment_method: card(number), ...changes })).body
        .payment;
    const cases = [
      [await standing(cards.visa), 'SUCCEEDED', 'payment_not_confirmable'],
      [await standing(cards.visa, { capture_method: 'manual' }), 'AUTHORIZED', 'payment_not_confirmable'],
      [await standing(cards.challenge), 'REQUIRES_ACTION', 'payment_not_confirmable'],
      [await standing(cards.declined, { max_attempts: 1 }), 'FAILED', 'attempts_exhausted'],
    ] as const;
    for (const [payment, status, code] of cases) {
      expect(payment.status).toBe(status);
      expect(found(await running.merchant.confirmPayment(payment.id, pays))).toEqual([409, code]);
      expect((await running.merchant.getPayment(payment.id)).body.payment).toEqual(payment);
    }
  });

  it('is a confirm by the API of a payment that belongs to an open session', async () => {
    const { payment_id: id } = routes.opened;
    expect(found(await running.merchant.confirmPayment(id, pays))).toEqual([409, 'payment_not_confirmable']);
  });
});

it('the checks run in the documented order', async () => {
  const huge = '{'.padEnd(300 * 1024);
  const anonymous = { authorization: 'Bearer no' };
  const text = { 'content-type': 'text/plain' };
  const confirm = '/v1/payments/pay_unknown/confirm';
  const paid = (await running.merchant.createPayment({ ...base, confirm: true, ...pays })).body.payment;
  const order = [
    [await post('/v1/nowhere', huge, { ...anonymous, ...text }), 404, 'not_found'],
    [await post('/v1/payments/pay_1', huge, { ...anonymous, ...text }), 405, 'method_not_allowed'],
    [await post(confirm, huge, { ...anonymous, ...text }), 401, 'unauthenticated'],
    [await post(confirm, huge, text), 413, 'payload_too_large'],
    [await post(confirm, '{', text), 415, 'unsupported_media_type'],
    [await post(confirm, '{'), 400, 'malformed_json'],
    [await post(confirm, '{}'), 422, 'validation_failed'],
    [await post(confirm, JSON.stringify({ payment_method: card('4242424242424241') })), 422, 'validation_failed'],
    [await post(confirm, JSON.stringify(pays)), 404, 'not_found'],
    [await post(`/v1/payments/${paid.id}/confirm`, '{}'), 422, 'validation_failed'],
    [await post(`/v1/payments/${paid.id}/confirm`, JSON.stringify(pays)), 409, 'payment_not_confirmable'],
  ] as const;
  expect(order.map(([answer]) => found(answer))).toEqual(order.map(([, status, code]) => [status, code]));
});
