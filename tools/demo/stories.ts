import { answerChallenge, card, cards, type MerchantClient, type PayerClient } from '@counterfoil/testing';
import type { Narrator } from './narrator.ts';

/** Everybody in a story, and who tells it. */
export interface Cast {
  readonly merchant: MerchantClient;
  readonly payer: PayerClient;
  readonly tell: Narrator;
}

/** One payment from beginning to end; answers its id. */
interface Story {
  readonly title: string;
  play(cast: Cast): Promise<string>;
}

const RETURN_URL = 'https://shop.example/thanks';
const paidWith = (number: string) => ({ payment_method: card(number) });

const openSession = async ({ merchant, tell }: Cast, body: object) => {
  const { checkout_session: session } = (await merchant.createSession({ return_url: RETURN_URL, ...body })).body;
  tell.says('merchant', `opens checkout session ${session.id}`);
  return session;
};

const success: Story = {
  title: 'A card that pays',
  async play({ merchant, tell }) {
    const body = { amount: 12_500, currency: 'TRY', confirm: true, ...paidWith(cards.visa) };
    const { payment } = (await merchant.createPayment(body, 'demo-order-1')).body;
    tell.says('merchant', `creates and confirms a payment in one call: ${payment.status}`);
    return payment.id;
  },
};

const secondCard: Story = {
  title: 'A card that is declined, then one that pays',
  async play(cast) {
    const session = await openSession(cast, {
      amount: 4_990,
      currency: 'EUR',
      line_items: [{ name: 'Anvil, small', quantity: 1, unit_amount: 4_990 }],
    });
    const { confirmResult: no } = (await cast.payer.confirm(session.token, paidWith(cards.insufficientFunds))).body;
    cast.tell.says('payer', `pays with a card: ${no.decline?.code ?? no.paymentStatus}`);
    const { confirmResult: yes } = (await cast.payer.confirm(session.token, paidWith(cards.mastercard))).body;
    cast.tell.says('payer', `pays with another card: ${yes.paymentStatus}`);
    return session.payment_id;
  },
};

const challenge: Story = {
  title: '3-D Secure',
  async play(cast) {
    const session = await openSession(cast, { amount: 89_900, currency: 'JPY' });
    const { confirmResult } = (await cast.payer.confirm(session.token, paidWith(cards.challenge))).body;
    const action = confirmResult.paymentNextAction;
    if (!action) throw new Error(`The card asked for no challenge: ${confirmResult.paymentStatus}`);
    cast.tell.says('payer', "is sent to the bank's page, and completes the challenge there");
    const { location } = await answerChallenge(action.redirect_user_to_url.url, 'Complete');
    cast.tell.says('payer', `comes back to ${location}`);
    return session.payment_id;
  },
};

const partialRefund: Story = {
  title: 'Manual capture, and a partial refund',
  async play({ merchant, tell }) {
    const body = { amount: 20_000, currency: 'USD', capture_method: 'manual', confirm: true, ...paidWith(cards.visa) };
    const { payment } = (await merchant.createPayment(body)).body;
    tell.says('merchant', `authorizes ${tell.money(20_000, 'USD')}: ${payment.status}`);
    const captured = (await merchant.capturePayment(payment.id, { amount: 15_000 })).body.payment;
    tell.says('merchant', `captures ${tell.money(15_000, 'USD')}, the rest is released: ${captured.status}`);
    const { refund } = (await merchant.createRefund(payment.id, { amount: 4_000, reason: 'one came broken' })).body;
    tell.says('merchant', `refunds ${tell.money(4_000, 'USD')}: ${refund.status}`);
    return payment.id;
  },
};

const expiry: Story = {
  title: 'A payer who never comes',
  async play(cast) {
    const session = await openSession(cast, { amount: 1_250, currency: 'KWD', expires_in: 600 });
    const { now } = (await cast.merchant.advanceClock(600)).body;
    cast.tell.says('clock', `ten minutes pass at once: it is ${now}`);
    const { status } = (await cast.merchant.getSession(session.id)).body.checkout_session;
    cast.tell.says('merchant', `reads the session: ${status}`);
    return session.payment_id;
  },
};

/** In this order: the last one moves the clock. */
export const stories: readonly Story[] = [success, secondCard, challenge, partialRefund, expiry];
