import type { PaymentEvent, PaymentEventOf } from './events.ts';
import type { Charge, Payment, PaymentState } from './state.ts';
import { evolveDispute, evolveRefund } from './evolve-returns.ts';

const NOTHING = { charge: null, nextAction: null, pendingOperation: null, cancellationReason: null } as const;

const created = ({ type: _, at, ...facts }: PaymentEventOf<'PaymentCreated'>): Payment => ({
  ...facts,
  ...NOTHING,
  status: 'CREATED',
  createdAt: at,
  updatedAt: at,
  confirmations: [],
  declined: 0,
  attemptsLeft: facts.maxAttempts,
  paymentMethod: null,
  decline: null,
  lateCharges: [],
  operationIds: [],
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

const authorized = (payment: Payment, event: PaymentEventOf<'PaymentAuthorized'>): Payment => ({
  ...payment,
  ...NOTHING,
  ...chargedBy(payment, event),
  status: 'AUTHORIZED',
  amountCapturable: event.amount,
});

const succeeded = (payment: Payment, event: PaymentEventOf<'PaymentSucceeded'>): Payment => ({
  ...payment,
  ...NOTHING,
  ...chargedBy(payment, event),
  status: 'SUCCEEDED',
  amountCaptured: event.amount,
});

const chargedLate = (payment: Payment, { confirmationId, attemptId }: Charge): Payment => ({
  ...payment,
  lateCharges: [...payment.lateCharges, { confirmationId, attemptId }],
});

const held = (payment: Payment, event: PaymentEvent): Charge => {
  if (!payment.charge) throw new Error(`${event.type} without an authorization on payment ${payment.paymentId}`);
  return payment.charge;
};

const operationRequested = (
  payment: Payment,
  event: PaymentEventOf<'PaymentCaptureRequested' | 'PaymentCancelRequested'>,
): Payment => {
  const { operationId } = event;
  return {
    ...payment,
    ...NOTHING,
    status: 'AUTHORIZED',
    charge: held(payment, event),
    operationIds: [...payment.operationIds, operationId],
    pendingOperation:
      event.type === 'PaymentCaptureRequested'
        ? { type: 'capture', operationId, amount: event.amount }
        : { type: 'cancel', operationId, reason: event.reason },
  };
};

const operationFailed = (
  payment: Payment,
  event: PaymentEventOf<'PaymentCaptureFailed' | 'PaymentCancelFailed'>,
): Payment => ({
  ...payment,
  ...NOTHING,
  status: 'AUTHORIZED',
  charge: held(payment, event),
  decline: event.type === 'PaymentCaptureFailed' ? event.decline : payment.decline,
});

const captured = (payment: Payment, event: PaymentEventOf<'PaymentCaptured'>): Payment => ({
  ...payment,
  ...NOTHING,
  status: 'SUCCEEDED',
  charge: held(payment, event),
  decline: null,
  amountCapturable: 0n,
  amountCaptured: event.amount,
});

const cancelled = (payment: Payment, event: PaymentEventOf<'PaymentCancelled'>): Payment => ({
  ...payment,
  ...NOTHING,
  status: 'CANCELLED',
  charge: payment.charge,
  operationIds: [...new Set([...payment.operationIds, event.operationId])],
  cancellationReason: event.reason,
  amountCapturable: 0n,
});

const evolvePayment = (
  payment: Payment,
  event: Exclude<PaymentEvent, { readonly type: 'PaymentCreated' }>,
): Payment => {
  switch (event.type) {
    case 'PaymentConfirmed':
      return confirmed(payment, event);
    case 'PaymentActionRequired':
      return { ...payment, ...NOTHING, status: 'REQUIRES_ACTION', nextAction: event.nextAction };
    case 'PaymentAuthorized':
      return authorized(payment, event);
    case 'PaymentSucceeded':
      return succeeded(payment, event);
    case 'PaymentAttemptDeclined':
      return declined(payment, event, 'REQUIRES_PAYMENT_METHOD');
    case 'PaymentFailed':
      return declined(payment, event, 'FAILED');
    case 'PaymentChargedLate':
      return chargedLate(payment, event);
    case 'PaymentCaptureRequested':
    case 'PaymentCancelRequested':
      return operationRequested(payment, event);
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
