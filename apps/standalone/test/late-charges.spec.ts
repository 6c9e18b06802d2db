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
const LATE = { timeoutMs: 40_000 };

/** Alpha charges, and says that it has not; its news is heard, and leads nowhere until it tells the truth. */
const alphaLies = async (category: 'hard' | 'soft' = 'hard', times = MANY): Promise<void> => {
  await running.provider.addFault({ provider: 'alpha', fault: 'contradict', times: 1, category });
  await running.provider.addFault({ provider: 'alpha', operation: 'status', fault: 'error_before', times });
};
const alphaTellsTheTruth = () => running.provider.clearFaults();

const chargesOf = async (paymentId: string) => (await running.merchant.charges(paymentId)).body.data;
const paymentOf = async (paymentId: string) => (await running.merchant.getPayment(paymentId)).body.payment;
const typesOf = async (paymentId: string) =>
  (await running.merchant.timeline(paymentId, { limit: 100 })).body.data.map(({ type }) => type);

const pay = async (changes: object = {}, number: string = cards.visa) =>
  (await running.merchant.createPayment({ ...base, ...changes, confirm: true, payment_method: card(number) })).body
    .payment;

/** While no other provider is asked. */
const toBeta = async (work: () => Promise<void>): Promise<void> => {
  const put = (rules: readonly object[]) => running.merchant.call('PUT', '/v1/routing-rules', { body: { rules } });
  expect((await put([{ name: 'beta', conditions: {}, providers: [{ provider: 'beta' }] }])).status).toBe(200);
  await work();
  await put([]);
};

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${running.product.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
};

const givenBack = (paymentId: string) =>
  eventually(async () => (await typesOf(paymentId)).includes('PaymentLateChargeReversed'), {
    ...LATE,
    describe: 'the reversal',
  });

/** What the provider really did about a charge. */
const booksOf = async (chargeId: string) =>
  (await running.provider.books())
    .filter(({ charge }) => charge === chargeId)
    .map(({ operation, status, amount, calls }) => [operation, status, amount, calls]);

describe('a charge that was told as declined', () => {
  it('completes the payment, and its session, when these can still take it', async () => {
    await alphaLies();
    const opened = await running.merchant.createSession({ ...base, return_url: 'https://merchant.example' });
    const { id, token, payment_id: paymentId } = opened.body.checkout_session;
    const { body } = await running.payer.confirm(token, { payment_method: card(cards.visa) });
    expect(body.confirmResult).toMatchObject({ paymentStatus: 'REQUIRES_PAYMENT_METHOD' });
    await alphaTellsTheTruth();
    await eventually(async () => (await paymentOf(paymentId)).status === 'SUCCEEDED', LATE);
    await eventually(async () => (await running.merchant.getSession(id)).body.checkout_session.status === 'COMPLETED');
    const [charge] = await chargesOf(paymentId);
    expect(charge).toMatchObject({ status: 'SUCCEEDED', contradicted_at: expect.any(String), operations: [] });
    expect(await paymentOf(paymentId)).toMatchObject({ amount_captured: 12_500, decline: null });
    const { refund } = (await running.merchant.createRefund(paymentId)).body;
    expect(refund.status).toBe('SUCCEEDED');
  });

  it.each([
    ['refunded', 'automatic', 'SUCCEEDED', 'refund'],
    ['voided', 'manual', 'CANCELLED', 'void'],
  ] as const)('is %s when the payment was cancelled meanwhile: %s capture', async (_done, method, status, by) => {
    // It is done, and not answered; and whatever the queries suffer, it is asked about until it is known.
    await running.provider.addFault({ operation: by, provider: 'alpha', fault: 'drop_after', times: 1 });
    await alphaLies('hard', 6);
    const { id, status: declined } = await pay({ capture_method: method });
    expect(declined).toBe('REQUIRES_PAYMENT_METHOD');
    expect((await running.merchant.cancelPayment(id)).status).toBe(200);
    await givenBack(id);
    const [charge] = await chargesOf(id);
    expect(charge).toMatchObject({
      ...{ status, contradicted_at: expect.any(String), review: null },
      operations: [{ id: expect.stringMatching(/^rev_/), type: by, is_reversal: true, status: 'SUCCEEDED' }],
    });
    expect(await paymentOf(id)).toMatchObject({ status: 'CANCELLED', amount_captured: 0, amount_refunded: 0 });
    expect(await booksOf(charge!.id)).toEqual([
      ['authorize', 'succeeded', 12_500, 1],
      [by, 'succeeded', 12_500, 1],
    ]);
    expect(await typesOf(id)).toEqual(
      expect.arrayContaining(['ChargeAttemptContradicted', 'PaymentChargedLate', 'ChargeReversalRequested']),
    );
    expect(await metric('counterfoil_late_charges_open')).toBe(0);
  });

  it('completes the payment whose payer is at the next challenge, which is called off', async () => {
    await alphaLies();
    const { id } = await pay();
    const { body } = await running.merchant.confirmPayment(id, { payment_method: card(cards.challenge) });
    expect(body.payment.status).toBe('REQUIRES_ACTION');
    await alphaTellsTheTruth();
    await eventually(async () => (await paymentOf(id)).status === 'SUCCEEDED', LATE);
    await eventually(async () => (await chargesOf(id))[1]?.status === 'CANCELLED', LATE);
    const [paid, calledOff] = await chargesOf(id);
    expect([paid?.status, paid?.operations]).toEqual(['SUCCEEDED', []]);
    const booked = (await booksOf(calledOff!.id)).map(([operation, status]) => [operation, status]);
    expect(booked).toContainEqual(['void', 'succeeded']);
  });

  it('calls off a challenge that is heard of only after that', async () => {
    await alphaLies('hard', 6);
    const { id } = await pay();
    await toBeta(async () => {
      await running.provider.addFault({ provider: 'beta', operation: 'authorize', fault: 'drop_after', times: 1 });
      await running.provider.addFault({ provider: 'beta', operation: 'status', fault: 'error_before', times: MANY });
      const confirmed = running.merchant.confirmPayment(id, { payment_method: card(cards.challenge) });
      await eventually(async () => (await chargesOf(id))[1]?.status === 'UNKNOWN');
      await eventually(async () => (await paymentOf(id)).status === 'SUCCEEDED', LATE);
      await confirmed;
    });
    expect((await chargesOf(id))[1]).toMatchObject({ provider: 'beta', status: 'UNKNOWN' });
    await running.provider.clearFaults();
    await eventually(async () => (await chargesOf(id))[1]?.status === 'CANCELLED', LATE);
    expect(await typesOf(id)).toContain('PaymentChallengeWithdrawn');
    const [, calledOff] = await chargesOf(id);
    const booked = (await booksOf(calledOff!.id)).map(([operation, status]) => [operation, status]);
    expect(booked).toContainEqual(['void', 'succeeded']);
  });

  it('is given back when the session was cancelled meanwhile', async () => {
    await alphaLies();
    const opened = await running.merchant.createSession({ ...base, return_url: 'https://merchant.example' });
    const { id, token, payment_id: paymentId } = opened.body.checkout_session;
    await running.payer.confirm(token, { payment_method: card(cards.visa) });
    expect((await running.merchant.cancelSession(id)).status).toBe(200);
    await alphaTellsTheTruth();
    await givenBack(paymentId);
    expect((await running.merchant.getSession(id)).body.checkout_session.status).toBe('CANCELLED');
    const [charge] = await chargesOf(paymentId);
    expect((await booksOf(charge!.id)).map(([operation]) => operation)).toEqual(['authorize', 'refund']);
  });

  it('is given back when the next provider has charged meanwhile', async () => {
    await alphaLies('soft');
    const { id, status } = await pay();
    expect(status).toBe('SUCCEEDED');
    await alphaTellsTheTruth();
    await givenBack(id);
    const [first, second] = await chargesOf(id);
    expect([first?.provider, second?.provider]).toEqual(['alpha', 'beta']);
    expect(second).toMatchObject({ status: 'SUCCEEDED', operations: [], contradicted_at: null });
    expect((await booksOf(first!.id)).map(([operation]) => operation)).toEqual(['authorize', 'refund']);
    expect((await booksOf(second!.id)).map(([operation]) => operation)).toEqual(['authorize']);
    expect(await paymentOf(id)).toMatchObject({ status: 'SUCCEEDED', amount_captured: 12_500, amount_refunded: 0 });
    const { refund } = (await running.merchant.createRefund(id)).body;
    expect([refund.status, refund.amount]).toEqual(['SUCCEEDED', 12_500]);
  });

  it('is an operator’s when the provider does not give it back', async () => {
    await alphaLies();
    const { id } = await pay({}, cards.disputed);
    await running.merchant.cancelPayment(id);
    const chargeId = (await chargesOf(id))[0]!.id;
    // The provider refuses to refund what is disputed.
    await eventually(async () => (await running.provider.disputes(chargeId)).length > 0);
    await alphaTellsTheTruth();
    await eventually(async () => (await chargesOf(id))[0]?.review?.reason === 'reversal_failed', LATE);
    expect(await metric('counterfoil_late_charges_open')).toBe(1);
    const { data } = (await running.merchant.listCharges({ needs_review: 'true' })).body;
    expect(data.map(charge => charge.id)).toEqual([chargeId]);
    const said = { operation_id: data[0]!.review!.operation_id, reason: 'paid back by bank transfer' };
    const refused = await running.merchant.resolveCharge(chargeId, { ...said, outcome: 'declined' });
    expect([refused.status, refused.body.code]).toEqual([409, 'charge_not_resolvable']);
    const { body } = await running.merchant.resolveCharge(chargeId, { ...said, outcome: 'succeeded' });
    expect(body.charge).toMatchObject({ review: null, operations: [{ is_reversal: true, status: 'SUCCEEDED' }] });
    await givenBack(id);
    expect(await metric('counterfoil_late_charges_open')).toBe(0);
  });
});
