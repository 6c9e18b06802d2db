import fc from 'fast-check';
import { expect as expectedOf, seen, type Model, type Step } from './payment-model/model.ts';
import { cardOrNone, payWith, step, take } from './payment-model/steps.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

const AMOUNT = 5;

interface Begin {
  readonly captureMethod: Model['captureMethod'];
  readonly maxAttempts: number;
  readonly card: Model['card'];
}

describe('A payment through HTTP, beside a model of it', () => {
  let running: RunningProduct;
  beforeAll(async () => {
    running = await runProduct();
  });
  afterAll(() => running.stop());

  const walk = async ({ captureMethod, maxAttempts, card }: Begin, steps: readonly Step[]): Promise<void> => {
    const { merchant } = running;
    const body = { amount: AMOUNT, currency: 'TRY', capture_method: captureMethod, max_attempts: maxAttempts };
    const created = await merchant.createPayment({
      ...{ ...body, ...payWith(card) },
      return_url: 'https://shop.example/thanks',
    });
    let { payment } = created.body;
    let model: Model = {
      ...{ status: 'CREATED', amount: AMOUNT, captureMethod, attemptsLeft: maxAttempts },
      ...{ card, captured: 0, refunded: 0, captureFails: false },
    };
    for (const wanted of steps) {
      const expected = expectedOf(model, wanted);
      if (expected === null) continue;
      const url = payment.next_action?.redirect_user_to_url.url ?? '';
      const { status, code } = await take(merchant, payment.id, wanted, url);
      ({ payment } = (await merchant.getPayment(payment.id)).body);
      model = expected.after;
      expect({ step: wanted, status, code, payment }).toMatchObject({
        step: wanted,
        status: expected.status,
        code: expected.code,
        payment: seen(model),
      });
    }
  };

  it('has the states, amounts and codes of the model after every step of any sequence of commands', async () => {
    const begin = fc.record({
      captureMethod: fc.constantFrom('automatic' as const, 'manual' as const),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      card: cardOrNone,
    });
    const steps = fc.array(step, { minLength: 1, maxLength: 10 });
    await fc.assert(fc.asyncProperty(begin, steps, walk), { numRuns: 60, endOnFailure: false });
  }, 120_000);
});
