import type { PaymentEvent, PaymentEventOf } from './events.ts';
import {
  cancelled,
  cancelRequested,
  captured,
  captureRequested,
  challengeWithdrawn,
  operationFailed,
  overtaken,
} from './evolve-operations.ts';
import { evolveDispute, evolveRefund } from './evolve-returns.ts';
import { NOTHING, type Charge, type Payment, type PaymentState } from './state.ts';

const created = ({ type: _, at, ...facts }: PaymentEventOf<'PaymentCreated'>): Payment => ({
  ...facts,
  ...NOTHING,
  status: 'CREATED',
  createdAt: at,
  updatedAt: at,
  confirmations: [],
  declined: 0,
  attemptsLeft: facts.maxAttempts,
  decline: null,
  lateCharges: [],
  operations: [],
  waitsSince: at,
  amountCapturable: 0n,
  amountCaptured: 0n,
  amountRefunded: 0n,
  refunds: [],
  disputes: [],
});

const confirmed = (payment: Payment, event: PaymentEventOf<'PaymentConfirmed'>): Payment => {
  const { confirmationId, attempt, paymentMethod } = event;
  const confirmations = [...payment.confirmations, { confirmationId, attempt, paymentMethod }];
  return { ...payment, ...NOTHING, status: 'PROCESSING', confirmations, paymentMethod };
};

const declined = (
  payment: Payment,
  event: PaymentEventOf<'PaymentAttemptDeclined' | 'PaymentFailed'>,
  status: 'REQUIRES_PAYMENT_METHOD' | 'FAILED',
): Payment => ({
  ...payment,
  ...NOTHING,
  status,
  operations: status === 'FAILED' ? overtaken(payment) : payment.operations,
  waitsSince: event.at,
  declined: payment.declined + 1,
  attemptsLeft: event.type === 'PaymentFailed' ? 0 : event.attemptsLeft,
  decline: event.decline,
});

/** What the charge's own confirmation says of the payment: a late success may belong to an earlier one. */
const chargedBy = (payment: Payment, { confirmationId, attemptId }: Charge) => ({
  charge: { confirmationId, attemptId },
  decline: null,
  paymentMethod:
    payment.confirmations.find(known => known.confirmationId === confirmationId)?.paymentMethod ??
    payment.paymentMethod,
});

const actionRequired = (payment: Payment, event: PaymentEventOf<'PaymentActionRequired'>): Payment => ({
  ...payment,
  ...NOTHING,
  status: 'REQUIRES_ACTION',
  nextAction: event.nextAction,
  challengedAttemptId: event.attemptId,
  pendingOperation: payment.status === 'REQUIRES_ACTION' ? payment.pendingOperation : null,
});

/** A cancel that was asked of the same attempt at its challenge is still to be answered: it decides. */
const authorized = (payment: Payment, event: PaymentEventOf<'PaymentAuthorized'>): Payment => {
  const cancels = payment.challengedAttemptId === event.attemptId;
  return {
    ...payment,
    ...NOTHING,
    ...chargedBy(payment, event),
    status: 'AUTHORIZED',
    pendingOperation: cancels ? payment.pendingOperation : null,
    operations: cancels ? payment.operations : overtaken(payment),
    waitsSince: event.at,
    amountCapturable: event.amount,
  };
};

const succeeded = (payment: Payment, event: PaymentEventOf<'PaymentSucceeded'>): Payment => ({
  ...payment,
  ...NOTHING,
  ...chargedBy(payment, event),
  status: 'SUCCEEDED',
  operations: overtaken(payment),
  amountCaptured: event.amount,
});

const chargedLate = (payment: Payment, { confirmationId, attemptId }: Charge): Payment => ({
  ...payment,
  lateCharges: [...payment.lateCharges, { confirmationId, attemptId, reversedAt: null }],
});

const lateChargeReversed = (
  payment: Payment,
  { attemptId, at }: PaymentEventOf<'PaymentLateChargeReversed'>,
): Payment => ({
  ...payment,
  lateCharges: payment.lateCharges.map(late => (late.attemptId === attemptId ? { ...late, reversedAt: at } : late)),
});

const evolvePayment = (
  payment: Payment,
  event: Exclude<PaymentEvent, { readonly type: 'PaymentCreated' }>,
): Payment => {
  switch (event.type) {
    case 'PaymentConfirmed':
      return confirmed(payment, event);
    case 'PaymentActionRequired':
      return actionRequired(payment, event);
    case 'PaymentAuthorized':
      return authorized(payment, event);
    case 'PaymentSucceeded':
      return succeeded(payment, event);
    case 'PaymentAttemptDeclined':
      return declined(payment, event, 'REQUIRES_PAYMENT_METHOD');
    case 'PaymentFailed':
      return declined(payment, event, 'FAILED');
    case 'PaymentChallengeWithdrawn':
      return challengeWithdrawn(payment, event);
    case 'PaymentChargedLate':
      return chargedLate(payment, event);
    case 'PaymentLateChargeReversed':
      return lateChargeReversed(payment, event);
    case 'PaymentCaptureRequested':
      return captureRequested(payment, event);
    case 'PaymentCancelRequested':
      return cancelRequested(payment, event);
    case 'PaymentCaptureFailed':
    case 'PaymentCancelFailed':
      return operationFailed(payment, event);
    case 'PaymentCaptured':
      return captured(payment, event);
    case 'PaymentCancelled':
      return cancelled(payment, event);
    case 'RefundRequested':
    case 'RefundSucceeded':
    case 'RefundFailed':
      return evolveRefund(payment, event);
    case 'DisputeOpened':
    case 'DisputeWon':
    case 'DisputeLost':
      return evolveDispute(payment, event);
    default:
      return event satisfies never;
  }
};

/** Folds one event onto the state. Throws when the stream breaks an invariant that the decider keeps. */
export const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  if (event.type === 'PaymentCreated') return created(event);
  if (state.status === 'NONE') throw new Error(`${event.type} before PaymentCreated`);
  return evolvePayment({ ...state, updatedAt: event.at }, event);
};
