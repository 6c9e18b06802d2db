import { answerChallenge, card, cards, eventually, send, type Answer } from '@counterfoil/testing';
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

/** A row of the provider's books. */
type Booked = readonly [operation: string, status: string, amount: number];

/** How everything has to stand in the end. */
interface Ending {
  readonly payment: string;
  readonly captured: number;
  /** Null: there is none. */
  readonly session: string | null;
  /** Of each attempt, in order. */
  readonly charges: readonly string[];
  /** Sorted. */
  readonly books: readonly Booked[];
}

/** One payment of 12,500 from its first request to its last answer. */
interface Flow {
  /** `key` is unique to the payment. */
  readonly play: (product: MortalProduct, insist: Insist, key: string) => Promise<Told>;
  readonly ending: Ending;
}

const RETURN_URL = 'https://shop.example/thanks';
const AMOUNT = { amount: 12_500, currency: 'TRY' };

/** The payment_method of a body, and nothing else. */
const paidWith = (number: string) => ({ payment_method: card(number) });

const apiOnly: Flow['play'] = async ({ merchant }, insist, key) => {
  const created = await insist(() => merchant.createPayment(AMOUNT, `${key}-create`));
  const { id } = created.body.payment;
  const confirmed = await insist(() => merchant.confirmPayment(id, paidWith(cards.visa), `${key}-confirm`));
  return { paymentId: id, sessionId: null, answers: [created, confirmed], location: null };
};

const cardFirst: Flow['play'] = async ({ merchant }, insist, key) => {
  const created = await insist(() => merchant.createPayment({ ...AMOUNT, ...paidWith(cards.visa) }, `${key}-create`));
  const { id } = created.body.payment;
  const confirmed = await insist(() => merchant.confirmPayment(id, {}, `${key}-confirm`));
  return { paymentId: id, sessionId: null, answers: [created, confirmed], location: null };
};

const oneCall: Flow['play'] = async ({ merchant }, insist, key) => {
  const body = { ...AMOUNT, ...paidWith(cards.visa), confirm: true };
  const created = await insist(() => merchant.createPayment(body, key));
  return { paymentId: created.body.payment.id, sessionId: null, answers: [created], location: null };
};

const fallback: Flow['play'] = async ({ merchant }, insist, key) => {
  const body = { ...AMOUNT, ...paidWith(cards.processingError), confirm: true };
  const created = await insist(() => merchant.createPayment(body, key));
  return { paymentId: created.body.payment.id, sessionId: null, answers: [created], location: null };
};

const session: Flow['play'] = async ({ merchant, payer }, insist, key) => {
  const created = await insist(() => merchant.createSession({ ...AMOUNT, return_url: RETURN_URL }, key));
  const { id, payment_id, token } = created.body.checkout_session;
  const confirmed = await insist(() => payer.confirm(token, paidWith(cards.visa)));
  return { paymentId: payment_id, sessionId: id, answers: [created, confirmed], location: null };
};

const challenge: Flow['play'] = async ({ merchant, payer }, insist, key) => {
  const created = await insist(() => merchant.createSession({ ...AMOUNT, return_url: RETURN_URL }, key));
  const { id, payment_id, token } = created.body.checkout_session;
  const confirmed = await insist(() => payer.confirm(token, paidWith(cards.challenge)));
  const { url } = confirmed.body.confirmResult.paymentNextAction!.redirect_user_to_url;
  const { location } = await answerChallenge(url, 'Complete', (method, at) => insist(() => send(method, at)));
  return { paymentId: payment_id, sessionId: id, answers: [created, confirmed], location };
};

/** Authorizes 12,500 without capturing it. */
const authorize = async ({ merchant }: MortalProduct, insist: Insist, key: string) => {
  const body = { ...AMOUNT, ...paidWith(cards.visa), capture_method: 'manual', confirm: true };
  return insist(() => merchant.createPayment(body, `${key}-create`));
};

const inOneAnswer = (paymentId: string, answers: Told['answers'], sessionId: string | null = null): Told => ({
  ...{ paymentId, sessionId, answers },
  location: null,
});

const capture: Flow['play'] = async (product, insist, key) => {
  const created = await authorize(product, insist, key);
  const { id } = created.body.payment;
  const captured = await insist(() => product.merchant.capturePayment(id, { amount: 10_000 }, `${key}-capture`));
  return inOneAnswer(id, [created, captured]);
};

const release: Flow['play'] = async (product, insist, key) => {
  const created = await authorize(product, insist, key);
  const { id } = created.body.payment;
  const cancelled = await insist(() => product.merchant.cancelPayment(id, {}, `${key}-cancel`));
  return inOneAnswer(id, [created, cancelled]);
};

const refund: Flow['play'] = async (product, insist, key) => {
  const told = await oneCall(product, insist, key);
  const { merchant } = product;
  const refunded = await insist(() => merchant.createRefund(told.paymentId, { amount: 5_000 }, `${key}-refund`));
  return { ...told, answers: [...told.answers, refunded] };
};

const dispute: Flow['play'] = async ({ merchant }, insist, key) => {
  const body = { ...AMOUNT, ...paidWith(cards.disputed), confirm: true };
  const created = await insist(() => merchant.createPayment(body, key));
  const { id } = created.body.payment;
  const isOpen = async () => (await insist(() => merchant.listDisputes({ payment: id }))).body.data.length > 0;
  await eventually(isOpen, { timeoutMs: 20_000, describe: 'the dispute' });
  // A request that is repeated after a crash may be answered when the dispute is there already: its answer is not compared.
  return inOneAnswer(id, [await insist(() => merchant.getPayment(id))]);
};

const openSession = async ({ merchant }: MortalProduct, insist: Insist, key: string) =>
  insist(() => merchant.createSession({ ...AMOUNT, return_url: RETURN_URL }, key));

const sessionCancel: Flow['play'] = async (product, insist, key) => {
  const created = await openSession(product, insist, key);
  const { id, payment_id } = created.body.checkout_session;
  const cancelled = await insist(() => product.merchant.cancelSession(id, `${key}-cancel`));
  return inOneAnswer(payment_id, [created, cancelled], id);
};

const challengeCancel: Flow['play'] = async (product, insist, key) => {
  const created = await openSession(product, insist, key);
  const { id, payment_id, token } = created.body.checkout_session;
  const confirmed = await insist(() => product.payer.confirm(token, paidWith(cards.challenge)));
  const cancelled = await insist(() => product.merchant.cancelSession(id, `${key}-cancel`));
  return inOneAnswer(payment_id, [created, confirmed, cancelled], id);
};

const DAY_S = 86_400;

const sessionExpiry: Flow['play'] = async (product, insist, key) => {
  const created = await openSession(product, insist, key);
  const { id, payment_id } = created.body.checkout_session;
  const advanced = await insist(() => product.merchant.advanceClock(DAY_S, `${key}-advance`));
  return inOneAnswer(payment_id, [created, advanced], id);
};

const paymentExpiry: Flow['play'] = async ({ merchant }, insist, key) => {
  const created = await insist(() => merchant.createPayment(AMOUNT, `${key}-create`));
  const advanced = await insist(() => merchant.advanceClock(DAY_S, `${key}-advance`));
  return inOneAnswer(created.body.payment.id, [created, advanced]);
};

const authorizationExpiry: Flow['play'] = async (product, insist, key) => {
  const created = await authorize(product, insist, key);
  const advanced = await insist(() => product.merchant.advanceClock(8 * DAY_S, `${key}-advance`));
  return inOneAnswer(created.body.payment.id, [created, advanced]);
};

const AUTHORIZED: Booked = ['authorize', 'succeeded', 12_500];
const paid: Ending = {
  payment: 'SUCCEEDED',
  captured: 12_500,
  session: null,
  charges: ['SUCCEEDED'],
  books: [AUTHORIZED],
};
const over: Ending = { payment: 'CANCELLED', captured: 0, session: null, charges: [], books: [] };
const released: Ending = { ...over, charges: ['CANCELLED'], books: [AUTHORIZED, ['void', 'succeeded', 12_500]] };

export const flows = {
  apiOnly: { play: apiOnly, ending: paid },
  cardFirst: { play: cardFirst, ending: paid },
  oneCall: { play: oneCall, ending: paid },
  fallback: {
    play: fallback,
    ending: { ...paid, charges: ['DECLINED', 'SUCCEEDED'], books: [['authorize', 'declined', 12_500], AUTHORIZED] },
  },
  session: { play: session, ending: { ...paid, session: 'COMPLETED' } },
  challenge: { play: challenge, ending: { ...paid, session: 'COMPLETED' } },
  capture: {
    play: capture,
    ending: { ...paid, captured: 10_000, books: [AUTHORIZED, ['capture', 'succeeded', 10_000]] },
  },
  release: { play: release, ending: released },
  refund: { play: refund, ending: { ...paid, books: [AUTHORIZED, ['refund', 'succeeded', 5_000]] } },
  dispute: { play: dispute, ending: paid },
  sessionCancel: { play: sessionCancel, ending: { ...over, session: 'CANCELLED' } },
  challengeCancel: {
    play: challengeCancel,
    ending: {
      ...released,
      session: 'CANCELLED',
      books: [
        ['authorize', 'declined', 12_500],
        ['void', 'succeeded', 12_500],
      ],
    },
  },
  sessionExpiry: { play: sessionExpiry, ending: { ...over, session: 'EXPIRED' } },
  paymentExpiry: { play: paymentExpiry, ending: over },
  authorizationExpiry: { play: authorizationExpiry, ending: released },
} as const satisfies Readonly<Record<string, Flow>>;

export type FlowName = keyof typeof flows;

/** One of the flows, as any of them. */
export const flowOf = (name: FlowName): Flow => flows[name];
