import { answerChallenge, card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '700' });
});

afterAll(() => running.stop());

const base = { amount: 12_500, currency: 'TRY' };

const paid = async (number: string, changes: Readonly<Record<string, unknown>> = {}) =>
  (await running.merchant.createPayment({ ...base, ...changes, confirm: true, payment_method: card(number) })).body
    .payment;

const authorized = async (): Promise<string> => (await paid(cards.visa, { capture_method: 'manual' })).id;

/** A payment whose payer was sent to the 3DS page at `url`. */
const atChallenge = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const { id, status, next_action: action } = await paid(cards.challenge, changes);
  expect(status).toBe('REQUIRES_ACTION');
  return { id, url: action!.redirect_user_to_url.url };
};

/** What the payer does at the challenge; one that was called off has no form any more, which is no fault of the payer's. */
const completeIfOpen = (url: string) => answerChallenge(url, 'Complete').catch(() => 'called off');

const paymentOf = async (id: string) => (await running.merchant.getPayment(id)).body.payment;
const chargeOf = async (id: string) => (await running.merchant.charges(id)).body.data.at(-1)!;
const booksOf = async (id: string) => running.provider.books((await chargeOf(id)).id);

const cancelled = { status: 'CANCELLED', pending_operation: null, amount_capturable: 0, next_action: null };

describe('cancelling', () => {
  it('ends a payment that nobody has confirmed, for the reason that its merchant gives', async () => {
    const { id } = (await running.merchant.createPayment(base)).body.payment;
    const { status, body } = await running.merchant.cancelPayment(id, { reason: 'sold out' });
    expect([status, body.payment]).toMatchObject([200, { ...cancelled, cancellation_reason: 'sold out' }]);
    expect(await paymentOf(id)).toEqual(body.payment);
    const again = await running.merchant.cancelPayment(id);
    expect([again.status, again.body.code]).toEqual([409, 'payment_not_cancellable']);
    const confirm = await running.merchant.confirmPayment(id, { payment_method: card(cards.visa) });
    expect([confirm.status, confirm.body.code]).toEqual([409, 'payment_not_confirmable']);
  });

  it('ends a payment after a decline', async () => {
    const { id } = await paid(cards.declined);
    const { body } = await running.merchant.cancelPayment(id);
    expect(body.payment).toMatchObject({ ...cancelled, cancellation_reason: 'requested_by_customer' });
  });

  it('voids an authorization at the provider', async () => {
    const id = await authorized();
    const { status, body } = await running.merchant.cancelPayment(id);
    expect([status, body.payment]).toMatchObject([200, cancelled]);
    expect(await booksOf(id)).toMatchObject([{ operation: 'authorize' }, { operation: 'void', status: 'succeeded' }]);
    expect(await chargeOf(id)).toMatchObject({ status: 'CANCELLED' });
  });

  it('happens once when twenty ask for it at the same time', async () => {
    const id = await authorized();
    const answers = await Promise.all(Array.from({ length: 20 }, () => running.merchant.cancelPayment(id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('gives no money back, and is for nobody else', async () => {
    const { id } = await paid(cards.visa);
    const answer = await running.merchant.cancelPayment(id);
    expect([answer.status, answer.body.code]).toEqual([409, 'payment_not_cancellable']);
    expect((await running.otherMerchant.cancelPayment(id)).status).toBe(404);
  });

  it('of a payment with an open session goes through that session', async () => {
    const session = (await running.merchant.createSession({ ...base, return_url: 'https://shop.example' })).body;
    const answer = await running.merchant.cancelPayment(session.checkout_session.payment_id);
    expect([answer.status, answer.body.code]).toEqual([409, 'payment_not_cancellable']);
  });

  it.each(['drop_before', 'drop_after', 'error_after', 'malformed', 'hang'])(
    'voids once, and knows it, when the provider’s answer suffers %s',
    async fault => {
      const id = await authorized();
      await running.provider.addFault({ operation: 'void', fault, times: 1, delay_ms: 1_500 });
      expect([200, 202]).toContain((await running.merchant.cancelPayment(id)).status);
      await eventually(async () => (await paymentOf(id)).status === 'CANCELLED', { describe: 'the void' });
      expect((await booksOf(id)).filter(({ operation }) => operation === 'void')).toMatchObject([
        { status: 'succeeded' },
      ]);
    },
  );
});

describe('cancelling a payment whose payer is at a challenge', () => {
  it('calls the challenge off at the provider, so that it leads nowhere any more', async () => {
    const { id, url } = await atChallenge();
    const { status, body } = await running.merchant.cancelPayment(id);
    expect([status, body.payment]).toMatchObject([200, cancelled]);
    await completeIfOpen(url);
    expect(await booksOf(id)).not.toContainEqual(
      expect.objectContaining({ operation: 'authorize', status: 'succeeded' }),
    );
    expect(await paymentOf(id)).toMatchObject(cancelled);
    expect(await chargeOf(id)).toMatchObject({ status: 'CANCELLED' });
  });

  it('gives way to the payer who completes it at the same time, or ends it: never both', async () => {
    const race = async () => {
      const { id, url } = await atChallenge();
      const [answer] = await Promise.all([running.merchant.cancelPayment(id), completeIfOpen(url)]);
      await eventually(async () => ['SUCCEEDED', 'CANCELLED'].includes((await paymentOf(id)).status));
      const { status } = await paymentOf(id);
      expect([answer.status, status]).toEqual(answer.status === 200 ? [200, 'CANCELLED'] : [409, 'SUCCEEDED']);
      const taken = (await booksOf(id)).some(row => row.operation === 'authorize' && row.status === 'succeeded');
      expect(taken).toBe(status === 'SUCCEEDED');
    };
    await Promise.all(Array.from({ length: 6 }, race));
  });

  it.each(['drop_before', 'drop_after', 'error_after', 'malformed', 'hang'])(
    'calls it off once, and knows it, when the provider’s answer suffers %s',
    async fault => {
      const { id } = await atChallenge();
      await running.provider.addFault({ operation: 'void', fault, times: 1, delay_ms: 1_500 });
      expect([200, 202]).toContain((await running.merchant.cancelPayment(id)).status);
      await eventually(async () => (await paymentOf(id)).status === 'CANCELLED', { describe: 'the end' });
      expect(await chargeOf(id)).toMatchObject({ status: 'CANCELLED' });
    },
  );

  it('ends an authorization that the payer completes at the same time: nothing stays held', async () => {
    const race = async () => {
      const { id, url } = await atChallenge({ capture_method: 'manual' });
      const [answer] = await Promise.all([running.merchant.cancelPayment(id), completeIfOpen(url)]);
      expect([answer.status, answer.body.payment]).toMatchObject([200, cancelled]);
      const held = (await booksOf(id)).filter(({ status }) => status === 'succeeded').map(({ operation }) => operation);
      expect(held.includes('authorize') && !held.includes('void')).toBe(false);
    };
    await Promise.all(Array.from({ length: 6 }, race));
  });

  it('is refused when the payer had completed it and nobody has told us yet', async () => {
    const { id, url } = await atChallenge();
    // The provider's page only: the payer never comes back to us, and no callback does.
    await running.provider.addFault({ operation: 'authorize', fault: 'no_callback', times: 1 });
    await answerChallenge(url, 'Complete', async (method, to) =>
      to.startsWith(running.product.url)
        ? { status: 200, headers: new Headers(), text: '', body: {} }
        : fetch(to, { method, redirect: 'manual' }).then(async response => ({
            status: response.status,
            headers: response.headers,
            text: await response.text(),
            body: {},
          })),
    );
    const { status, body } = await running.merchant.cancelPayment(id);
    expect([status, body.code]).toEqual([409, 'payment_not_cancellable']);
    await eventually(async () => (await paymentOf(id)).status === 'SUCCEEDED', { describe: 'the success' });
  });
});
