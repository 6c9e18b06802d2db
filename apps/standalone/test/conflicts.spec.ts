import { card, cards, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

// Every 409 of api.md's table of errors, as a merchant or payer meets it. Those of idempotency: idempotency.spec.ts.

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct({ TEST_CLOCK: '1' });
});
afterAll(() => running.stop());
afterEach(() => running.provider.clearFaults());

const AMOUNT = { amount: 1_000, currency: 'EUR' };
const paidWith = (number: string) => ({ payment_method: card(number) });

const payment = async (more: object = {}): Promise<string> =>
  (await running.merchant.createPayment({ ...AMOUNT, ...more })).body.payment.id;
const succeeded = (): Promise<string> => payment({ ...paidWith(cards.visa), confirm: true });
const authorized = (number: string = cards.visa): Promise<string> =>
  payment({ ...paidWith(number), confirm: true, capture_method: 'manual' });
const session = async (more: object = {}) =>
  (await running.merchant.createSession({ ...AMOUNT, return_url: 'https://shop.example/', ...more })).body
    .checkout_session;

type Conflict = readonly [code: string, when: string, ask: () => Promise<Answer<unknown>>];

const ofSessions: readonly Conflict[] = [
  [
    'session_not_confirmable',
    'the session is completed',
    async () => {
      const { token } = await session();
      await running.payer.confirm(token, paidWith(cards.visa));
      return running.payer.confirm(token, paidWith(cards.mastercard));
    },
  ],
  [
    'session_not_confirmable',
    'the payer is at a challenge',
    async () => {
      const { token } = await session();
      await running.payer.confirm(token, paidWith(cards.challenge));
      return running.payer.confirm(token, paidWith(cards.visa));
    },
  ],
  [
    'session_not_confirmable',
    'the session has expired',
    async () => {
      const { token } = await session({ expires_in: 60 });
      await running.merchant.advanceClock(60);
      return running.payer.confirm(token, paidWith(cards.visa));
    },
  ],
  [
    'attempts_exhausted',
    'all attempts of the session are declined',
    async () => {
      const { token } = await session({ max_attempts: 1 });
      await running.payer.confirm(token, paidWith(cards.declined));
      return running.payer.confirm(token, paidWith(cards.visa));
    },
  ],
  [
    'session_not_cancellable',
    'the session is completed',
    async () => {
      const { id, token } = await session();
      await running.payer.confirm(token, paidWith(cards.visa));
      return running.merchant.cancelSession(id);
    },
  ],
  [
    'session_not_cancellable',
    'the session is cancelled already, by the payer',
    async () => {
      const { id, token } = await session();
      await running.payer.cancel(token);
      return running.merchant.cancelSession(id);
    },
  ],
];

const ofPayments: readonly Conflict[] = [
  [
    'payment_not_confirmable',
    'the payment has succeeded',
    async () => running.merchant.confirmPayment(await succeeded(), paidWith(cards.visa)),
  ],
  [
    'payment_not_confirmable',
    'its session is open',
    async () => running.merchant.confirmPayment((await session()).payment_id, paidWith(cards.visa)),
  ],
  [
    'attempts_exhausted',
    'all attempts of the payment are declined',
    async () => {
      const id = await payment({ ...paidWith(cards.declined), confirm: true, max_attempts: 1 });
      return running.merchant.confirmPayment(id, paidWith(cards.visa));
    },
  ],
  ['payment_not_capturable', 'nothing is authorized', async () => running.merchant.capturePayment(await payment())],
  [
    'amount_exceeds_capturable',
    'more is asked for than is authorized',
    async () => running.merchant.capturePayment(await authorized(), { amount: 1_001 }),
  ],
  [
    'capture_failed',
    'the provider refuses',
    async () => running.merchant.capturePayment(await authorized(cards.captureFails)),
  ],
  [
    'payment_not_cancellable',
    'the payment has succeeded',
    async () => running.merchant.cancelPayment(await succeeded()),
  ],
  [
    'payment_not_cancellable',
    'its session is open',
    async () => running.merchant.cancelPayment((await session()).payment_id),
  ],
  [
    'operation_in_progress',
    'a capture is on its way',
    async () => {
      const id = await authorized();
      await running.provider.addFault({ operation: 'capture', fault: 'hang', times: 1, delay_ms: 1_000 });
      const capture = running.merchant.capturePayment(id);
      const isPending = async () =>
        (await running.merchant.getPayment(id)).body.payment.pending_operation === 'capture';
      while (!(await isPending()));
      const answer = await running.merchant.cancelPayment(id);
      await capture;
      return answer;
    },
  ],
  ['payment_not_refundable', 'nothing is captured', async () => running.merchant.createRefund(await authorized())],
  [
    'payment_not_refundable',
    'all of it is refunded',
    async () => {
      const id = await succeeded();
      await running.merchant.createRefund(id);
      return running.merchant.createRefund(id);
    },
  ],
  [
    'amount_exceeds_refundable',
    'more is asked for than is left',
    async () => {
      const id = await succeeded();
      await running.merchant.createRefund(id, { amount: 999 });
      return running.merchant.createRefund(id, { amount: 2 });
    },
  ],
];

describe('A conflict', () => {
  it.each([...ofSessions, ...ofPayments])('is 409 %s when %s, and says what to do', async (code, _when, ask) => {
    const { status, body } = await ask();
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      ...{ status: 409, code },
      detail: expect.stringMatching(/.{20}\.$/s),
    });
  });

  it('of a capture that the provider refused carries the decline, and leaves the payment authorized', async () => {
    const id = await authorized(cards.captureFails);
    const { body } = await running.merchant.capturePayment(id);
    expect(body).toMatchObject({ code: 'capture_failed', decline: { code: 'capture_failed', category: 'hard' } });
    expect((await running.merchant.getPayment(id)).body.payment).toMatchObject({
      ...{ status: 'AUTHORIZED', amount_capturable: 1_000, pending_operation: null },
      decline: { code: 'capture_failed' },
    });
  });
});
