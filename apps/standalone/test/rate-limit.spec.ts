import { randomUUID } from 'node:crypto';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ RATE_LIMIT_PER_S: '5', TEST_CLOCK: '1' });
});

afterAll(() => running.stop());

const body = { amount: 12_500, currency: 'TRY' };

it('a merchant beyond its rate is told when to come again, and its key was not used up by the refusal', async () => {
  const { merchant, otherMerchant } = running;
  await merchant.advanceClock(1);
  const answers = [];
  for (let at = 0; at < 5; at += 1) answers.push(await merchant.createPayment(body));
  expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual(
    [4, 3, 2, 1, 0].map(left => [201, `"default";r=${left};t=1`]),
  );

  const key = randomUUID();
  const refused = await merchant.createPayment(body, key);
  expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.headers.get('ratelimit-policy')).toBe('"default";q=5;w=1');
  expect((await otherMerchant.createPayment(body)).status).toBe(201);

  // The clock stands, and so does the limit; whoever moves it needs no allowance.
  expect((await merchant.createPayment(body, key)).status).toBe(429);
  expect((await merchant.advanceClock(1)).status).toBe(200);
  const created = await merchant.createPayment(body, key);
  expect([created.status, created.headers.get('idempotent-replayed')]).toEqual([201, null]);
});
