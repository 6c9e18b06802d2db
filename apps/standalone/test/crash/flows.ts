import { answerChallenge, card, cards, send, type Answer } from '@counterfoil/testing';
import type { Insist } from './insist.ts';
import type { MortalProduct } from './mortal-product.ts';

/** What the clients of one payment were told, in order. */
export interface Told {
  readonly paymentId: string;
  readonly sessionId: string | null;
  readonly answers: readonly Answer<unknown>[];
  /** Where the payer's browser ended. */
  readonly location: string | null;
}

/** One payment of 12,500 from its first request to its last answer; `key` is unique to it. */
export type Flow = (product: MortalProduct, insist: Insist, key: string) => Promise<Told>;

const RETURN_URL = 'https://shop.example/thanks';
const AMOUNT = { amount: 12_500, currency: 'TRY' };

/** The payment_method of a body, and nothing else. */
const paidWith = (number: string) => ({ payment_method: card(number) });

const apiOnly: Flow = async ({ merchant }, insist, key) => {
  const created = await insist(() => merchant.createPayment(AMOUNT, `${key}-create`));
  const { id } = created.body.payment;
  const confirmed = await insist(() => merchant.confirmPayment(id, paidWith(cards.visa), `${key}-confirm`));
  return { paymentId: id, sessionId: null, answers: [created, confirmed], location: null };
};

const oneCall: Flow = async ({ merchant }, insist, key) => {
  const body = { ...AMOUNT, ...paidWith(cards.visa), confirm: true };
  const created = await insist(() => merchant.createPayment(body, key));
  return { paymentId: created.body.payment.id, sessionId: null, answers: [created], location: null };
};

const session: Flow = async ({ merchant, payer }, insist, key) => {
  const created = await insist(() => merchant.createSession({ ...AMOUNT, return_url: RETURN_URL }, key));
  const { id, payment_id, token } = created.body.checkout_session;
  const confirmed = await insist(() => payer.confirm(token, paidWith(cards.visa)));
  return { paymentId: payment_id, sessionId: id, answers: [created, confirmed], location: null };
};

const challenge: Flow = async ({ merchant, payer }, insist, key) => {
  const created = await insist(() => merchant.createSession({ ...AMOUNT, return_url: RETURN_URL }, key));
  const { id, payment_id, token } = created.body.checkout_session;
  const confirmed = await insist(() => payer.confirm(token, paidWith(cards.challenge)));
  const { url } = confirmed.body.confirmResult.paymentNextAction!.redirect_user_to_url;
  const { location } = await answerChallenge(url, 'Complete', (method, at) => insist(() => send(method, at)));
  return { paymentId: payment_id, sessionId: id, answers: [created, confirmed], location };
};

export const flows = { apiOnly, oneCall, session, challenge } as const;

export type FlowName = keyof typeof flows;
