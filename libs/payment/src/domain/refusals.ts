import { refuse } from '@counterfoil/event-sourcing/decider';
import type { Decision } from '@counterfoil/event-sourcing/decider';
import type { PaymentCommandType } from './commands.ts';
import type { PaymentState } from './state.ts';

/** For a caller: the 409 codes of the API. For a consumer: what it must not ignore. */
export type PaymentRefusalCode =
  | 'payment_not_confirmable'
  | 'attempts_exhausted'
  | 'payment_method_missing'
  | 'payment_not_capturable'
  | 'amount_exceeds_capturable'
  | 'payment_not_cancellable'
  | 'payment_not_refundable'
  | 'amount_exceeds_refundable'
  | 'operation_in_progress'
  | 'payment_not_found'
  | 'payment_already_exists'
  | 'payment_not_expirable'
  | 'outcome_not_expected'
  | 'operation_not_pending'
  | 'refund_not_found'
  | 'late_charge_not_found'
  | 'payment_not_disputable'
  | 'dispute_not_found'
  | 'dispute_already_decided';

type PaymentRefused = Decision<never, PaymentRefusalCode>;

const codes = {
  CreatePayment: 'payment_already_exists',
  ConfirmPayment: 'payment_not_confirmable',
  RequireAction: 'outcome_not_expected',
  AuthorizePayment: 'outcome_not_expected',
  SucceedPayment: 'outcome_not_expected',
  DeclineAttempt: 'outcome_not_expected',
  CapturePayment: 'payment_not_capturable',
  RecordCapture: 'operation_not_pending',
  FailCapture: 'operation_not_pending',
  CancelPayment: 'payment_not_cancellable',
  ExpirePayment: 'payment_not_expirable',
  ConfirmVoid: 'operation_not_pending',
  FailVoid: 'operation_not_pending',
  ConfirmReversal: 'late_charge_not_found',
  RequestRefund: 'payment_not_refundable',
  SucceedRefund: 'refund_not_found',
  FailRefund: 'refund_not_found',
  OpenDispute: 'payment_not_disputable',
  WinDispute: 'dispute_not_found',
  LoseDispute: 'dispute_not_found',
} as const satisfies Record<PaymentCommandType, PaymentRefusalCode>;

/** What a merchant may ask of a payment, one thing at a time. */
const ASKED: ReadonlySet<PaymentCommandType> = new Set([
  'ConfirmPayment',
  'CapturePayment',
  'CancelPayment',
  'RequestRefund',
]);

/** What a caller may do instead, where there is something. */
const advice: Partial<Record<PaymentState['status'], string>> = {
  NONE: 'create it first',
  PROCESSING: 'wait for its outcome',
  AUTHORIZED: 'capture or cancel it',
  SUCCEEDED: 'refund it to give money back',
  FAILED: 'create another payment',
  CANCELLED: 'create another payment',
};

/** Why `command` can have no effect in the payment's status. */
export const notPermitted = (command: PaymentCommandType, payment: PaymentState): PaymentRefused => {
  if (payment.status === 'NONE') return refuse('payment_not_found', 'There is no such payment; create it first.');
  if (command === 'ConfirmPayment' && payment.status === 'FAILED' && payment.attemptsLeft === 0)
    return refuse(
      'attempts_exhausted',
      `All ${payment.maxAttempts} attempts of this payment are used up; create another payment.`,
    );
  if (payment.pendingOperation && ASKED.has(command)) return operationInProgress(payment.pendingOperation.type);
  const hint = advice[payment.status];
  return refuse(codes[command], `The payment is ${payment.status}${hint ? `; ${hint}` : ''}.`);
};

/** Before money is authorized, a payment with a checkout session is the session's to confirm and cancel. */
export const throughSession = (code: PaymentRefusalCode): PaymentRefused =>
  refuse(code, 'The payment belongs to an open checkout session; act through that session.');

/** Only one capture or cancel at a time. */
export const operationInProgress = (pending: 'capture' | 'cancel'): PaymentRefused =>
  refuse('operation_in_progress', `A ${pending} of this payment is in progress; wait for its outcome.`);
