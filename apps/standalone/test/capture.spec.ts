import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '700' });
});

afterAll(() => running.stop());

const held = { status: 'AUTHORIZED', amount_capturable: 12_500, amount_captured: 0, pending_operation: null };

const authorized = async (number: string = cards.visa): Promise<string> => {
  const { body } = await running.merchant.createPayment({
    ...{ amount: 12_500, currency: 'TRY', capture_method: 'manual' },
    ...{ confirm: true, payment_method: card(number) },
  });
  expect(body.payment).toMatchObject(held);
  return body.payment.id;
};

const paymentOf = async (id: string) => (await running.merchant.getPayment(id)).body.payment;

/** What the provider really did for that payment beside authorizing it. */
const operationsOf = async (id: string) => {
  const [charge] = (await running.merchant.charges(id)).body.data;
  const books = await running.provider.books(charge!.id);
  return books
    .filter(({ operation }) => operation !== 'authorize')
    .map(({ operation, amount, status }) => ({ operation, amount, status }));
};

describe('a capture', () => {
  it('takes all that was authorized', async () => {
    const id = await authorized();
    const { status, body } = await running.merchant.capturePayment(id);
    expect([status, body.payment]).toMatchObject([
      200,
      { id, status: 'SUCCEEDED', amount_capturable: 0, amount_captured: 12_500, pending_operation: null },
    ]);
    expect(await paymentOf(id)).toEqual(body.payment);
    expect(await operationsOf(id)).toEqual([{ operation: 'capture', amount: 12_500, status: 'succeeded' }]);
    expect((await running.merchant.charges(id)).body.data).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  it('takes a part, once, and releases the rest', async () => {
    const id = await authorized();
    const { body } = await running.merchant.capturePayment(id, { amount: 4_000 });
    expect(body.payment).toMatchObject({ status: 'SUCCEEDED', amount_capturable: 0, amount_captured: 4_000 });
    expect(await operationsOf(id)).toEqual([{ operation: 'capture', amount: 4_000, status: 'succeeded' }]);
    const again = await running.merchant.capturePayment(id, { amount: 1 });
    expect([again.status, again.body.code]).toEqual([409, 'payment_not_capturable']);
  });

  it('is refused for more than was authorized, for a payment that holds nothing, and for a stranger', async () => {
    const id = await authorized();
    const over = await running.merchant.capturePayment(id, { amount: 12_501 });
    expect([over.status, over.body.code]).toEqual([409, 'amount_exceeds_capturable']);
    const created = (await running.merchant.createPayment({ amount: 1, currency: 'EUR' })).body.payment.id;
    const early = await running.merchant.capturePayment(created);
    expect([early.status, early.body.code]).toEqual([409, 'payment_not_capturable']);
    expect((await running.otherMerchant.capturePayment(id)).status).toBe(404);
    expect((await running.merchant.capturePayment('pay_none')).status).toBe(404);
    expect(await paymentOf(id)).toMatchObject(held);
  });

  it.each([{ amount: 0 }, { amount: 1.5 }, { amount: '1' }, { sum: 1 }])('of %j is not valid', async body => {
    const answer = await running.merchant.capturePayment('pay_none', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });

  it('happens once when fifty ask for it at the same time: one wins, the others are told 409', async () => {
    const id = await authorized();
    const answers = await Promise.all(Array.from({ length: 50 }, () => running.merchant.capturePayment(id)));
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status !== 200);
    expect(won).toHaveLength(1);
    for (const { status, body } of lost) {
      expect(status).toBe(409);
      expect(['operation_in_progress', 'payment_not_capturable']).toContain(body.code);
    }
    expect(await operationsOf(id)).toEqual([{ operation: 'capture', amount: 12_500, status: 'succeeded' }]);
  });

  it('and a cancel at the same time: exactly one of them wins, at the provider too', async () => {
    const race = async () => {
      const id = await authorized();
      const { merchant } = running;
      const answers = await Promise.all([merchant.capturePayment(id), merchant.cancelPayment(id)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const captured = answers[0].status === 200;
      expect((await paymentOf(id)).status).toBe(captured ? 'SUCCEEDED' : 'CANCELLED');
      expect(await operationsOf(id)).toMatchObject([{ operation: captured ? 'capture' : 'void', status: 'succeeded' }]);
    };
    await Promise.all(Array.from({ length: 6 }, race));
  });

  it('that the provider refuses is 409 with the decline, and leaves the authorization', async () => {
    const id = await authorized(cards.captureFails);
    const key = randomUUID();
    const refused = await running.merchant.capturePayment(id, undefined, key);
    const decline = { code: expect.any(String), message: expect.any(String), category: expect.any(String) };
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'capture_failed', decline }]);
    const replayed = await running.merchant.capturePayment(id, undefined, key);
    expect([replayed.status, replayed.text]).toEqual([409, refused.text]);
    expect(await paymentOf(id)).toMatchObject(held);
    const cancelled = await running.merchant.cancelPayment(id, { reason: 'sold out' });
    expect([cancelled.status, cancelled.body.payment]).toMatchObject([
      200,
      { status: 'CANCELLED', cancellation_reason: 'sold out', amount_capturable: 0 },
    ]);
  });

  it('that the provider refuses under automatic capture declines the payment, and nothing stays held', async () => {
    const { body } = await running.merchant.createPayment({
      ...{ amount: 12_500, currency: 'TRY', confirm: true, payment_method: card(cards.captureFails) },
    });
    expect(body.confirmResult).toMatchObject({
      paymentStatus: 'REQUIRES_PAYMENT_METHOD',
      decline: { code: 'capture_failed' },
    });
  });

  it.each(['drop_before', 'drop_after', 'error_before', 'error_after', 'malformed', 'wrong_amount', 'hang'])(
    'is made once, and known, when the provider’s answer suffers %s',
    async fault => {
      const id = await authorized();
      await running.provider.addFault({ operation: 'capture', fault, times: 1, delay_ms: 1_500 });
      const { status } = await running.merchant.capturePayment(id);
      expect([200, 202]).toContain(status);
      await eventually(async () => (await paymentOf(id)).status === 'SUCCEEDED', { describe: 'the capture' });
      expect(await operationsOf(id)).toEqual([{ operation: 'capture', amount: 12_500, status: 'succeeded' }]);
    },
  );
});
