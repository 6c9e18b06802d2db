import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '700' });
});
afterEach(() => running.provider.clearFaults());
afterAll(() => running.stop());

const base = { amount: 12_500, currency: 'TRY' };
const MANY = 1_000;
const reason = 'case 77: their support says so';

/** Every answer to a question about a charge is about other money: nothing becomes known. */
const lyingAlpha = async (...operations: readonly string[]): Promise<void> => {
  for (const operation of [...operations, 'status'])
    await running.provider.addFault({ operation, provider: 'alpha', fault: 'wrong_amount', times: MANY });
};

const chargeOf = async (paymentId: string) => (await running.merchant.charges(paymentId)).body.data[0]!;
const paymentOf = async (paymentId: string) => (await running.merchant.getPayment(paymentId)).body.payment;

/** A payment whose charge is UNKNOWN for as long as alpha lies, and the charge. */
const unknownCharge = async (changes: object = {}) => {
  await lyingAlpha('authorize');
  const { body } = await running.merchant.createPayment({ ...base, ...changes, payment_method: card(cards.visa) });
  const { id } = body.payment;
  const confirmed = running.merchant.confirmPayment(id, {});
  await eventually(async () => (await chargeOf(id))?.review !== null && (await chargeOf(id))?.status === 'UNKNOWN');
  return { id, charge: await chargeOf(id), confirmed };
};

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${running.product.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
};

describe('a charge whose provider does not tell', () => {
  it('is listed with the mismatch as evidence, and is resolved by an operator like by the provider', async () => {
    const { id, charge, confirmed } = await unknownCharge();
    expect(charge).toMatchObject({
      ...{ status: 'UNKNOWN', resolution: null, provider_reference: null },
      review: { operation_id: null, reason: 'mismatch', evidence: expect.stringMatching(/^mismatch: amount/) },
    });
    expect(await metric('counterfoil_charges_in_review')).toBeGreaterThan(0);
    const listed = await running.merchant.listCharges({ status: 'UNKNOWN', needs_review: 'true' });
    expect(listed.body.data.map(listedCharge => listedCharge.id)).toEqual([charge.id]);
    expect((await running.otherMerchant.listCharges()).body.data).toEqual([]);
    expect((await running.otherMerchant.getCharge(charge.id)).status).toBe(404);
    const theirs = await running.otherMerchant.resolveCharge(charge.id, { outcome: 'declined', reason });
    expect(theirs.status).toBe(404);

    const [booked] = await running.provider.books(charge.id);
    const body = { outcome: 'succeeded', provider_reference: `alpha_${charge.id}`, reason };
    const key = randomUUID();
    const resolved = await running.merchant.resolveCharge(charge.id, body, key);
    expect([resolved.status, resolved.body.charge]).toMatchObject([
      200,
      {
        ...{ status: 'SUCCEEDED', review: null, resolution: { by: 'operator' } },
        ...{ provider_reference: body.provider_reference },
        decisions: [{ operation_id: null, outcome: 'succeeded', reason, actor: expect.stringMatching(/^key_/) }],
      },
    ]);
    expect(booked).toMatchObject({ operation: 'authorize', status: 'succeeded', calls: 1 });
    expect((await confirmed).body.payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 12_500 });
    expect((await running.merchant.getCharge(charge.id)).body).toEqual(resolved.body);

    const replayed = await running.merchant.resolveCharge(charge.id, body, key);
    expect([replayed.status, replayed.text]).toEqual([200, resolved.text]);
    const again = await running.merchant.resolveCharge(charge.id, body);
    expect([again.status, again.body.charge.decisions.length]).toEqual([200, 1]);
    const other = await running.merchant.resolveCharge(charge.id, { outcome: 'declined', reason });
    expect([other.status, other.body.code]).toEqual([409, 'charge_not_resolvable']);
    const { data } = (await running.merchant.timeline(id, { limit: 100 })).body;
    expect(data.find(({ type }) => type === 'ChargeDecidedByOperator')).toMatchObject({
      ...{ actor: expect.stringMatching(/^key_/), data: { outcome: 'succeeded', reason } },
    });
  });

  it('declined by an operator goes to no other provider, and the payer may try again', async () => {
    const { id, charge, confirmed } = await unknownCharge({ capture_method: 'manual' });
    const wrong = await running.merchant.resolveCharge(charge.id, {
      ...{ outcome: 'succeeded', provider_reference: 'x', reason },
    });
    expect([wrong.status, wrong.body.code]).toEqual([409, 'charge_not_resolvable']);
    const { status } = await running.merchant.resolveCharge(charge.id, { outcome: 'declined', reason });
    expect(status).toBe(200);
    expect((await running.merchant.getPayment(id)).body.payment.status).toBe('REQUIRES_PAYMENT_METHOD');
    expect((await confirmed).body.payment).toMatchObject({
      ...{ status: 'REQUIRES_PAYMENT_METHOD', attempts_left: 2, decline: { code: 'not_charged', category: 'soft' } },
    });
    expect((await running.merchant.charges(id)).body.data).toHaveLength(1);
  });

  it('takes one of two operators at once who say the opposite', async () => {
    const { id, charge, confirmed } = await unknownCharge();
    const answers = await Promise.all([
      running.merchant.resolveCharge(charge.id, { outcome: 'succeeded', provider_reference: 'alpha_1', reason }),
      running.merchant.resolveCharge(charge.id, { outcome: 'declined', reason }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await confirmed;
    const { status } = await paymentOf(id);
    expect(status).toBe(answers[0].status === 200 ? 'SUCCEEDED' : 'REQUIRES_PAYMENT_METHOD');
  });
});

describe('an operation whose provider does not tell', () => {
  it.each(['succeeded', 'declined'] as const)('is %s by an operator, and the payment follows', async outcome => {
    const { merchant } = running;
    const pay = (capture_method: string) =>
      merchant.createPayment({ ...base, capture_method, confirm: true, payment_method: card(cards.visa) });
    const [forRefund, forCapture, forVoid] = (await Promise.all([pay('automatic'), pay('manual'), pay('manual')])).map(
      ({ body }) => body.payment.id,
    );
    await lyingAlpha('refund', 'capture', 'void');
    const asked = Promise.all([
      merchant.createRefund(forRefund!, { amount: 500 }),
      merchant.capturePayment(forCapture!),
      merchant.cancelPayment(forVoid!),
    ]);
    for (const id of [forRefund!, forCapture!, forVoid!]) {
      await eventually(async () => (await chargeOf(id)).review?.reason === 'mismatch', { describe: id });
      const charge = await chargeOf(id);
      const [operation] = charge.operations;
      expect(charge.review?.operation_id).toBe(operation!.id);
      const nothing = await merchant.resolveCharge(charge.id, { outcome, reason, operation_id: 'none' });
      expect([nothing.status, nothing.body.errors?.[0]?.pointer]).toEqual([422, '/operation_id']);
      const resolved = await merchant.resolveCharge(charge.id, { outcome, reason, operation_id: operation!.id });
      expect([resolved.status, resolved.body.charge.review]).toEqual([200, null]);
      const status = outcome === 'succeeded' ? 'SUCCEEDED' : 'FAILED';
      expect(resolved.body.charge.operations).toMatchObject([{ id: operation!.id, status }]);
    }
    const [refund, capture, cancel] = await asked;
    const done = outcome === 'succeeded';
    expect(refund.body.refund.status).toBe(done ? 'SUCCEEDED' : 'FAILED');
    expect([capture.status, (await paymentOf(forCapture!)).status]).toEqual(
      done ? [200, 'SUCCEEDED'] : [409, 'AUTHORIZED'],
    );
    expect([cancel.status, (await paymentOf(forVoid!)).status]).toEqual(
      done ? [200, 'CANCELLED'] : [409, 'AUTHORIZED'],
    );
  });
});
