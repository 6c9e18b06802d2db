import type { PaymentResource } from '@counterfoil/contracts';

/** A card of the sandbox, by what comes of it. */
export type Card = 'visa' | 'declined' | 'captureFails' | 'challenge';

/** What a merchant, or the payer, does to one payment. Amounts in minor units; null: what there is. */
export type Step =
  | { readonly type: 'confirm'; readonly card: Card | null }
  | { readonly type: 'challenge'; readonly button: 'Complete' | 'Fail' }
  | { readonly type: 'capture' | 'refund'; readonly amount: number | null }
  | { readonly type: 'cancel' };

/** A payment as api.md describes it, in as few words as possible: no events, no streams, no time. */
export interface Model {
  readonly status: PaymentResource['status'];
  readonly amount: number;
  readonly captureMethod: 'automatic' | 'manual';
  readonly attemptsLeft: number;
  /** That of the last confirm, or else of the creation. */
  readonly card: Card | null;
  readonly captured: number;
  readonly refunded: number;
  /** The card that authorized: whether its capture fails. */
  readonly captureFails: boolean;
}

/** The answer that api.md promises, and the payment after it. `code` only with a refusal. */
export interface Expected {
  readonly status: number;
  readonly code?: string;
  readonly after: Model;
}

const refuse = (after: Model, code: string): Expected => ({ status: 409, code, after });
const done = (after: Model, status = 200): Expected => ({ status, after });

const declined = (model: Model): Model => {
  const attemptsLeft = model.attemptsLeft - 1;
  return { ...model, attemptsLeft, status: attemptsLeft === 0 ? 'FAILED' : 'REQUIRES_PAYMENT_METHOD' };
};

const charged = (model: Model, captureFails = false): Model =>
  model.captureMethod === 'manual'
    ? { ...model, status: 'AUTHORIZED', captureFails }
    : { ...model, status: 'SUCCEEDED', captured: model.amount };

const confirm = (before: Model, given: Extract<Step, { type: 'confirm' }>): Expected => {
  const { status, attemptsLeft, captureMethod } = before;
  const card = given.card ?? before.card;
  const model = { ...before, card };
  const isOpen = status === 'CREATED' || status === 'REQUIRES_PAYMENT_METHOD';
  if (given.card === null && !(isOpen && card)) return { status: 422, code: 'validation_failed', after: before };
  if (status === 'FAILED' && attemptsLeft === 0) return refuse(before, 'attempts_exhausted');
  if (!isOpen) return refuse(before, 'payment_not_confirmable');
  if (card === 'challenge') return done({ ...model, status: 'REQUIRES_ACTION' });
  if (card === 'declined' || (card === 'captureFails' && captureMethod === 'automatic')) return done(declined(model));
  return done(charged(model, card === 'captureFails'));
};

const capture = (model: Model, amount: number): Expected => {
  if (model.status !== 'AUTHORIZED') return refuse(model, 'payment_not_capturable');
  if (amount > model.amount) return refuse(model, 'amount_exceeds_capturable');
  if (model.captureFails) return refuse(model, 'capture_failed');
  return done({ ...model, status: 'SUCCEEDED', captured: amount });
};

const refund = (model: Model, asked: number | null): Expected => {
  const left = model.captured - model.refunded;
  if (model.status !== 'SUCCEEDED' || left === 0) return refuse(model, 'payment_not_refundable');
  const amount = asked ?? left;
  if (amount > left) return refuse(model, 'amount_exceeds_refundable');
  return done({ ...model, refunded: model.refunded + amount }, 201);
};

const CANCELLABLE: ReadonlySet<Model['status']> = new Set([
  'CREATED',
  'REQUIRES_PAYMENT_METHOD',
  'REQUIRES_ACTION',
  'AUTHORIZED',
]);

/** What a step has to come to; null for one that nobody can take now: there is no challenge to answer. */
export const expect = (model: Model, step: Step): Expected | null => {
  switch (step.type) {
    case 'confirm':
      return confirm(model, step);
    case 'challenge':
      if (model.status !== 'REQUIRES_ACTION') return null;
      return done(step.button === 'Complete' ? charged(model) : declined(model));
    case 'capture':
      return capture(model, step.amount ?? model.amount);
    case 'refund':
      return refund(model, step.amount);
    case 'cancel':
      return CANCELLABLE.has(model.status)
        ? done({ ...model, status: 'CANCELLED' })
        : refuse(model, 'payment_not_cancellable');
  }
};

/** The members of the resource that the model speaks of. */
export const seen = (model: Model) => ({
  status: model.status,
  amount: model.amount,
  amount_capturable: model.status === 'AUTHORIZED' ? model.amount : 0,
  amount_captured: model.captured,
  amount_refunded: model.refunded,
  attempts_left: model.attemptsLeft,
  pending_operation: null,
});
