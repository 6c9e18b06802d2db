import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '700' });
});

afterAll(() => running.stop());

const paid = async (changes: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const { body } = await running.merchant.createPayment({
    ...{ amount: 12_500, currency: 'TRY', confirm: true, payment_method: card(cards.visa) },
    ...changes,
  });
  return body.payment.id;
};

const paymentOf = async (id: string) => (await running.merchant.getPayment(id)).body.payment;
const refunded = async (id: string) => (await paymentOf(id)).amount_refunded;

describe('a refund', () => {
  it('gives back what is left when it names no amount', async () => {
    const id = await paid();
    const { status, body } = await running.merchant.createRefund(id);
    expect([status, body.refund]).toMatchObject([
      201,
      {
        ...{ id: expect.stringMatching(/^re_[0-9a-z]{26}$/), payment_id: id, status: 'SUCCEEDED' },
        ...{ amount: 12_500, currency: 'TRY', reason: null, failure_code: null },
      },
    ]);
    expect((await running.merchant.getRefund(body.refund.id)).body).toEqual(body);
    expect(await running.provider.books(body.refund.id)).toMatchObject([
      { operation: 'refund', amount: 12_500, status: 'succeeded' },
    ]);
    expect(await paymentOf(id)).toMatchObject({
      status: 'SUCCEEDED',
      amount_captured: 12_500,
      amount_refunded: 12_500,
    });
    const again = await running.merchant.createRefund(id);
    expect([again.status, again.body.code]).toEqual([409, 'payment_not_refundable']);
  });

  it('may be of a part, several times, up to what was captured', async () => {
    const id = await paid({ capture_method: 'manual' });
    const early = await running.merchant.createRefund(id);
    expect([early.status, early.body.code]).toEqual([409, 'payment_not_refundable']);
    await running.merchant.capturePayment(id, { amount: 10_000 });
    const first = await running.merchant.createRefund(id, { amount: 4_000, reason: 'damaged' });
    expect(first.body.refund).toMatchObject({ status: 'SUCCEEDED', amount: 4_000, reason: 'damaged' });
    const over = await running.merchant.createRefund(id, { amount: 6_001 });
    expect([over.status, over.body.code]).toEqual([409, 'amount_exceeds_refundable']);
    expect((await running.merchant.createRefund(id)).body.refund).toMatchObject({ amount: 6_000 });
    expect(await refunded(id)).toBe(10_000);
    expect((await running.merchant.refunds(id)).body.data.map(({ amount }) => amount)).toEqual([6_000, 4_000]);
  });

  it('is made once for one idempotency key, and is for nobody else', async () => {
    const id = await paid();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => running.merchant.createRefund(id, { amount: 100 }, key)),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await refunded(id)).toBe(100);
    expect((await running.otherMerchant.createRefund(id)).status).toBe(404);
  });

  it('is never of more than was captured in all, however many ask at the same time', async () => {
    const id = await paid();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => running.merchant.createRefund(id, { amount: 1_000 })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
    for (const { status, body } of answers)
      if (status !== 201) expect([status, body.code]).toEqual([409, 'amount_exceeds_refundable']);
    expect(await refunded(id)).toBe(12_000);
    const [charge] = (await running.merchant.charges(id)).body.data;
    const books = (await running.provider.books()).filter(
      row => row.operation === 'refund' && row.charge === charge!.id,
    );
    expect(books.reduce((sum, { amount }) => sum + amount, 0)).toBe(12_000);
  });

  it.each([{ amount: 0 }, { amount: -1 }, { reason: 7 }, { sum: 1 }])('of %j is not valid', async body => {
    const answer = await running.merchant.createRefund('pay_none', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });

  it.each(['drop_before', 'drop_after', 'error_before', 'error_after', 'malformed', 'wrong_currency', 'hang'])(
    'is made once, and known, when the provider’s answer suffers %s',
    async fault => {
      const id = await paid();
      await running.provider.addFault({ operation: 'refund', fault, times: 1, delay_ms: 1_500 });
      const { status, body } = await running.merchant.createRefund(id, { amount: 500 });
      expect(status).toBe(201);
      const refundId = body.refund.id;
      const settled = async () => (await running.merchant.getRefund(refundId)).body.refund.status === 'SUCCEEDED';
      await eventually(settled, { describe: 'the refund' });
      expect(await refunded(id)).toBe(500);
      expect(await running.provider.books(refundId)).toMatchObject([{ operation: 'refund', amount: 500 }]);
    },
  );
});
