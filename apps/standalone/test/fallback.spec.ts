import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

const AMEX = '378282246310005';
const base = { amount: 12_500, currency: 'TRY' };
const TIMEOUT_MS = 700;

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) });
});
afterEach(() => running.provider.clearFaults());
afterAll(() => running.stop());

const paid = async (number: string, changes: object = {}, { merchant }: RunningProduct = running) => {
  const { status, body } = await merchant.createPayment({
    ...{ ...base, payment_method: card(number), confirm: true, ...changes },
  });
  expect(status).toBe(201);
  return body;
};

const chargesOf = async (id: string, { merchant }: RunningProduct = running) => (await merchant.charges(id)).body.data;

/** Attempt, provider, status and decline of each. */
const summaryOf = async (id: string) =>
  (await chargesOf(id)).map(({ attempt, provider, status, decline }) => [attempt, provider, status, decline?.code]);

const booksOf = async (id: string) =>
  (await Promise.all((await chargesOf(id)).map(charge => running.provider.books(charge.id)))).flat();

describe('a soft decline', () => {
  it('goes to the next provider, and uses none of the payer’s attempts', async () => {
    const { payment, confirmResult } = await paid(cards.processingError);
    expect(confirmResult).toMatchObject({ status: 'SUCCEEDED', paymentStatus: 'SUCCEEDED', decline: null });
    expect(payment).toMatchObject({ status: 'SUCCEEDED', attempts_left: 3, decline: null, amount_captured: 12_500 });
    expect(await summaryOf(payment.id)).toEqual([
      [1, 'alpha', 'DECLINED', 'processing_error'],
      [2, 'beta', 'SUCCEEDED', undefined],
    ]);
    const [first, second] = await chargesOf(payment.id);
    expect(first?.routing).toEqual({ rule: 'default', candidates: ['alpha', 'beta'], excluded: [] });
    expect(second?.routing).toEqual(first?.routing);
    expect(second?.id).not.toBe(first?.id);
    const refunded = await running.merchant.createRefund(payment.id, { amount: 500 });
    expect([refunded.status, refunded.body.refund.status]).toEqual([201, 'SUCCEEDED']);
  });

  it('is nothing that payment or session hear of while another provider is left', async () => {
    const opened = await running.merchant.createSession({ ...base, return_url: 'https://merchant.example' });
    const { id, token, payment_id: paymentId } = opened.body.checkout_session;
    const confirmed = await running.payer.confirm(token, { payment_method: card(cards.processingError) });
    expect(confirmed.body.confirmResult).toMatchObject({ status: 'COMPLETED', paymentStatus: 'SUCCEEDED' });
    const { data } = (await running.merchant.timeline(paymentId, { limit: 100 })).body;
    const types = (stream: string) => data.filter(entry => entry.stream === stream).map(({ type }) => type);
    expect(types(`payment-${paymentId}`)).toEqual(['PaymentCreated', 'PaymentConfirmed', 'PaymentSucceeded']);
    expect(types(`session-${id}`).at(-1)).toBe('CheckoutSessionCompleted');
    const [first, second] = await chargesOf(paymentId);
    const [declined, next] = [`charge_attempt-${first?.id}`, `charge_attempt-${second?.id}`];
    expect(types(declined).at(-1)).toBe('ChargeAttemptDeclined');
    const cause = data.find(({ stream, type }) => stream === declined && type === 'ChargeAttemptDeclined');
    expect(data.find(({ stream, revision }) => stream === next && revision === 0)?.causation_id).toBe(cause?.id);
  });

  it('is the payment’s when no other provider can take it, and says why not', async () => {
    const { payment } = await paid(cards.processingError, { currency: 'KWD' });
    expect(payment).toMatchObject({
      ...{ status: 'REQUIRES_PAYMENT_METHOD', attempts_left: 2 },
      decline: { code: 'processing_error', category: 'soft' },
    });
    expect((await chargesOf(payment.id)).map(({ routing }) => routing)).toEqual([
      { rule: 'default', candidates: ['alpha'], excluded: [{ provider: 'beta', reason: 'currency_not_supported' }] },
    ]);
  });

  it('leads to attempts that are counted over all confirmations', async () => {
    const { payment } = await paid(cards.lost);
    const confirmed = await running.merchant.confirmPayment(payment.id, {
      payment_method: card(cards.processingError),
    });
    expect(confirmed.body.payment).toMatchObject({ status: 'SUCCEEDED', attempts_left: 2 });
    expect(await summaryOf(payment.id)).toEqual([
      [1, 'alpha', 'DECLINED', 'lost_card'],
      [2, 'alpha', 'DECLINED', 'processing_error'],
      [3, 'beta', 'SUCCEEDED', undefined],
    ]);
    const page = (await running.merchant.charges(payment.id, { limit: 2 })).body;
    const rest = (await running.merchant.charges(payment.id, { limit: 2, cursor: page.next_cursor! })).body;
    expect([...page.data, ...rest.data].map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('holds the money at the provider that authorized, which captures and voids it', async () => {
    const { payment } = await paid(cards.processingError, { capture_method: 'manual' });
    const captured = await running.merchant.capturePayment(payment.id, { amount: 4_000 });
    expect(captured.body.payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 4_000 });
    const other = (await paid(cards.processingError, { capture_method: 'manual' })).payment;
    expect((await running.merchant.cancelPayment(other.id)).body.payment.status).toBe('CANCELLED');
    for (const [id, operation] of [
      [payment.id, 'capture'],
      [other.id, 'void'],
    ] as const)
      expect((await booksOf(id)).map(row => [row.provider, row.operation, row.status])).toEqual([
        ['alpha', 'authorize', 'declined'],
        ['beta', 'authorize', 'succeeded'],
        ['beta', operation, 'succeeded'],
      ]);
  });
});

it('a hard decline stops: no other provider is asked', async () => {
  const { payment } = await paid(cards.insufficientFunds);
  expect(await summaryOf(payment.id)).toEqual([[1, 'alpha', 'DECLINED', 'insufficient_funds']]);
});

it('a provider that does not take the card’s brand is left out', async () => {
  const { payment } = await paid(AMEX);
  expect((await chargesOf(payment.id)).map(({ routing }) => routing.excluded)).toEqual([
    [{ provider: 'beta', reason: 'brand_not_supported' }],
  ]);
});

it('no more providers are tried than MAX_PROVIDERS allows', async () => {
  const strict = await runProduct({ MAX_PROVIDERS: '1' });
  try {
    const { payment } = await paid(cards.processingError, {}, strict);
    expect(payment).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', decline: { code: 'processing_error' } });
    const [charge, ...more] = await chargesOf(payment.id, strict);
    expect(more).toEqual([]);
    expect(charge?.routing).toEqual({
      ...{ rule: 'default', candidates: ['alpha'] },
      excluded: [{ provider: 'beta', reason: 'max_providers' }],
    });
  } finally {
    await strict.stop();
  }
});

describe('while the first provider fails and the next one is well', () => {
  const settled = (id: string) =>
    eventually(async () => (await running.merchant.getPayment(id)).body.payment.status === 'SUCCEEDED', {
      timeoutMs: 20_000,
      describe: 'the payment’s success',
    });
  const suffering = async (fault: string) => {
    await running.provider.addFault({ provider: 'alpha', operation: 'authorize', fault, times: 1, delay_ms: 1_500 });
    const { id } = (await paid(cards.visa)).payment;
    await settled(id);
    const books = await booksOf(id);
    // Whatever was answered, the payer has paid once.
    expect(books.filter(({ status }) => status === 'succeeded')).toHaveLength(1);
    return { id, books };
  };

  it.each(['drop_before', 'error_before'])('a payment that suffers %s goes to the next', async fault => {
    const { id, books } = await suffering(fault);
    expect(await summaryOf(id)).toEqual([
      [1, 'alpha', 'DECLINED', 'provider_timeout'],
      [2, 'beta', 'SUCCEEDED', undefined],
    ]);
    expect(books).toMatchObject([{ provider: 'beta' }]);
    expect((await chargesOf(id))[0]).toMatchObject({
      unknown_since: expect.any(String),
      resolution: { by: 'status_query' },
    });
  });

  it.each(['drop_after', 'error_after', 'malformed', 'wrong_amount', 'wrong_currency', 'hang', 'delay_before'])(
    'a payment that suffers %s stays with it, because it was charged there',
    async fault => {
      const { id, books } = await suffering(fault);
      expect(await summaryOf(id)).toEqual([[1, 'alpha', 'SUCCEEDED', undefined]]);
      expect(books).toMatchObject([{ provider: 'alpha' }]);
    },
  );

  it('fifty payments at once are each charged once, whatever each of them suffers', async () => {
    for (const fault of ['drop_before', 'drop_after', 'error_before', 'error_after', 'malformed', 'delay_before'])
      for (const operation of ['authorize', 'status'])
        await running.provider.addFault({ provider: 'alpha', operation, fault, times: 4, delay_ms: 900 });
    const numbers = [cards.visa, cards.processingError];
    const ids = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => (await paid(numbers[index % 2]!)).payment.id),
    );
    for (const id of ids) {
      await settled(id);
      const charges = await chargesOf(id);
      const charged = (await booksOf(id)).filter(({ status }) => status === 'succeeded');
      expect(charged.map(({ reference }) => reference)).toEqual([charges.at(-1)?.id]);
      // So many failures open its circuit: those that were routed to it before are not sent.
      expect(charges.slice(0, -1).every(({ status }) => status === 'DECLINED' || status === 'FAILED')).toBe(true);
    }
  }, 60_000);
});
