import { card, cards, testDatabase, type Answer, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { MortalProduct } from './crash/mortal-product.ts';
import { runProduct } from './running-product.ts';

const DAY_S = 86_400;
const base = { amount: 12_500, currency: 'TRY', return_url: 'https://merchant.example' };

let database: TestDatabase;
let product: MortalProduct;

beforeAll(async () => {
  database = await testDatabase();
  product = await MortalProduct.at({ DATABASE_URL: database.url, TEST_CLOCK: '1' });
  await product.start();
});

afterAll(async () => {
  await product.stop();
  await database.drop();
});

const advance = (body: unknown, key?: string): Promise<Answer<{ now: string }>> =>
  product.merchant.call('POST', '/v1/test-clock/advance', {
    body,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

const nowOf = async (answer: Promise<Answer<{ now: string }>>): Promise<number> => {
  const { status, body, text } = await answer;
  if (status !== 200) throw new Error(text);
  expect(body.now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  return Date.parse(body.now);
};

const now = (): Promise<number> => nowOf(advance({ seconds: 0 }));

describe('time under TEST_CLOCK', () => {
  it('stands still, and what happens then happens at that very time', async () => {
    const before = await now();
    const created = await Promise.all([product.merchant.createPayment(base), product.merchant.createPayment(base)]);
    const [one, other] = created.map(({ body }) => body.payment);
    expect([one?.created_at, other?.created_at].map(time => Date.parse(String(time)))).toEqual([before, before]);
    expect(one?.id).not.toBe(other?.id);
    expect(await now()).toBe(before);
  });

  it('moves by whole seconds, also by none, and moves that are asked for at once add up', async () => {
    const before = await now();
    expect(await nowOf(advance({ seconds: 61 }))).toBe(before + 61_000);
    await Promise.all(Array.from({ length: 20 }, () => nowOf(advance({ seconds: 1 }))));
    expect(await now()).toBe(before + 81_000);
  });

  it.each([
    [{}, '/seconds'],
    [{ seconds: -1 }, '/seconds'],
    [{ seconds: 0.5 }, '/seconds'],
    [{ seconds: '1' }, '/seconds'],
    [{ seconds: null }, '/seconds'],
    [{ seconds: 1e300 }, '/seconds'],
    [{ seconds: Number.MAX_SAFE_INTEGER }, '/seconds'],
    [{ seconds: 400_000_000_000 }, '/seconds'],
    [{ seconds: 1, until: 'tomorrow' }, '/until'],
  ])('is not moved by %j', async (body, pointer) => {
    const before = await now();
    const refused = await advance(body);
    expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed']);
    expect(refused.body.errors).toMatchObject([{ pointer }]);
    expect(await now()).toBe(before);
  });

  it('is moved by merchants only, and by POST', async () => {
    const path = '/v1/test-clock/advance';
    const anonymous = await product.merchant.call('POST', path, {
      body: { seconds: 1 },
      headers: { authorization: '' },
    });
    expect([anonymous.status, anonymous.body.code]).toEqual([401, 'unauthenticated']);
    const got = await product.merchant.call('GET', path);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('is moved once by requests under one key, further than answers are kept too', async () => {
    const before = await now();
    const key = randomUUID();
    const first = await advance({ seconds: 8 * DAY_S }, key);
    expect(await nowOf(advance({ seconds: 8 * DAY_S }, key))).toBe(before + 8 * DAY_S * 1_000);
    expect(await nowOf(advance({ seconds: 8 * DAY_S }, `"${key}"`))).toBe(Date.parse(first.body.now));
    expect(await now()).toBe(before + 8 * DAY_S * 1_000);
    expect(await nowOf(advance({ seconds: 8 * DAY_S }, randomUUID()))).toBe(before + 16 * DAY_S * 1_000);
  });
});

describe('what is kept for a time', () => {
  it('is gone once an advance over that time is answered: answers after 7 days, cards after 24 hours', async () => {
    const key = randomUUID();
    const body = { ...base, payment_method: card(cards.visa), confirm: true };
    const first = await product.merchant.createPayment(body, key);
    await advance({ seconds: 7 * DAY_S - 1 });
    expect((await product.merchant.createPayment(body, key)).text).toBe(first.text);
    await advance({ seconds: 1 });
    const left = await database.pool.query(
      `select scope from idempotency.answers where scope like '%' || $1
       union all select id from vault.payment_methods`,
      [key],
    );
    expect(left.rows).toEqual([]);
    const later = await product.merchant.createPayment(body, key);
    expect([later.status, later.body.payment.id === first.body.payment.id]).toEqual([201, false]);
  });
});

describe('over a restart', () => {
  it('the clock stands where it stood, after a stop and after kill -9', async () => {
    const before = await nowOf(advance({ seconds: 30 }));
    await product.stop();
    await product.start();
    expect(await now()).toBe(before);
    await nowOf(advance({ seconds: 30 }));
    await product.kill();
    await product.start();
    expect(await now()).toBe(before + 30_000);
  });

  it.each([5, 30 * DAY_S])('an advance of %d s that died before it was answered is not done again', async seconds => {
    const before = await now();
    await product.stop();
    await product.start('clock-advanced');
    const key = randomUUID();
    await expect(advance({ seconds }, key)).rejects.toThrow();
    await product.died();
    await product.start();
    expect(await nowOf(advance({ seconds }, key))).toBe(before + seconds * 1_000);
    expect(await now()).toBe(before + seconds * 1_000);
  });
});

it('gives allowances back that are used up, and moving it uses none', async () => {
  const { merchant, stop } = await runProduct({ TEST_CLOCK: '1', RATE_LIMIT_PER_S: '2' });
  const statuses = async (calls: number): Promise<readonly number[]> => {
    const answers: number[] = [];
    for (let call = 0; call < calls; call += 1) answers.push((await merchant.listPayments()).status);
    return answers;
  };
  expect(await statuses(3)).toEqual([200, 200, 429]);
  for (const seconds of [0, 0, 1]) expect((await merchant.advanceClock(seconds)).status).toBe(200);
  expect(await statuses(3)).toEqual([200, 200, 429]);
  await stop();
});

it('without TEST_CLOCK there is no such route, whoever asks and whatever is asked', async () => {
  const { merchant, stop } = await runProduct();
  const path = '/v1/test-clock/advance';
  const answers = await Promise.all([
    merchant.call('POST', path, { body: { seconds: 1 } }),
    merchant.call('POST', path, { body: { seconds: 'x' } }),
    merchant.call('GET', path),
    merchant.call('POST', path, { body: { seconds: 1 }, headers: { authorization: '' } }),
  ]);
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'not_found']));
  await stop();
});
