import { randomInt } from 'node:crypto';
import { card, cards } from '@counterfoil/testing';
import fc from 'fast-check';
import { requests, type OpenApi, type Wanted } from './fuzz/requests.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

const REQUESTS = 5_000;
const AT_ONCE = 16;
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));

describe('Every route, from the OpenAPI document', () => {
  let running: RunningProduct;
  beforeAll(async () => {
    running = await runProduct({ TEST_CLOCK: '1' });
  });
  afterAll(() => running.stop());

  /** Ids and tokens of things in many states, for paths. */
  const somethingToMeet = async (): Promise<readonly string[]> => {
    const { merchant, payer } = running;
    const amount = { amount: 1_000, currency: 'EUR' };
    const pay = (number: string, more: object = {}) =>
      merchant.createPayment({ ...amount, ...more, confirm: true, payment_method: card(number) });
    const payments = await Promise.all([
      pay(cards.visa),
      pay(cards.visa, { capture_method: 'manual' }),
      pay(cards.challenge),
      pay(cards.declined),
      merchant.createPayment(amount),
    ]);
    const ids = payments.map(({ body }) => body.payment.id);
    const { refund } = (await merchant.createRefund(ids[0]!, { amount: 1 })).body;
    const sessions = await Promise.all(
      Array.from({ length: 3 }, () => merchant.createSession({ ...amount, return_url: 'https://shop.example/' })),
    );
    const opened = sessions.map(({ body }) => body.checkout_session);
    await payer.confirm(opened[1]!.token, { payment_method: card(cards.declined) });
    await payer.confirm(opened[2]!.token, { payment_method: card(cards.visa) });
    return [...ids, refund.id, ...opened.flatMap(({ id, token }) => [id, token])];
  };

  const sendAll = async (wanted: readonly Wanted[]): Promise<readonly string[]> => {
    const broken: string[] = [];
    const left = [...wanted];
    const client = async (): Promise<void> => {
      for (let request = left.pop(); request; request = left.pop()) {
        const { operation, method, path, body, idempotencyKey, withKey } = request;
        const headers = {
          ...(withKey ? {} : { authorization: 'Bearer sk_test_nobody' }),
          ...(idempotencyKey !== null && method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}),
        };
        // Whatever is not documented makes the client throw: it checks every answer against the document.
        const fault = await running.merchant.call(method, path, { body, headers }).then(
          ({ status }) => (status >= 500 ? `answered ${status}` : null),
          (error: unknown) => String(error),
        );
        if (fault !== null) broken.push(`${operation}: ${fault}\n  ${method} ${path} ${JSON.stringify(body)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    return broken;
  };

  it('answers 5,000 requests, most of them a little wrong, without a 5xx, and only as the document says', async () => {
    const document = (await running.merchant.call<OpenApi>('GET', '/openapi.json')).body;
    const known = await somethingToMeet();
    const wanted = fc.sample(requests(document, known, new Set()), { numRuns: REQUESTS, seed: SEED });
    const broken = await sendAll(wanted);
    expect({ again: `FUZZ_SEED=${SEED}`, broken: broken.slice(0, 5) }).toEqual({
      again: `FUZZ_SEED=${SEED}`,
      broken: [],
    });
  }, 240_000);
});
