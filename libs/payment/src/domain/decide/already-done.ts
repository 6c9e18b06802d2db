import type { AttemptOutcome, CancelPayment, ConfirmVoid, CreatePayment, PaymentCommand } from '../commands.ts';
import { disputeOf, lateChargeOf, operationOf, refundOf } from '../state.ts';
import type { Payment } from '../state.ts';

const isSamePayment = (command: CreatePayment, payment: Payment): boolean =>
  command.merchantId === payment.merchantId &&
  command.checkoutSessionId === payment.checkoutSessionId &&
  command.amount === payment.amount &&
  command.currency === payment.currency;

const isConfirmation = (payment: Payment, confirmationId: string): boolean =>
  payment.confirmations.some(known => known.confirmationId === confirmationId);

/** News of a confirmation that has its outcome: a repeat, or late, and never undoes that outcome. */
const isDecided = (command: AttemptOutcome, payment: Payment): boolean =>
  isConfirmation(payment, command.confirmationId) &&
  payment.status !== 'PROCESSING' &&
  payment.status !== 'REQUIRES_ACTION';

const isKnownCharge = ({ attemptId }: AttemptOutcome, payment: Payment): boolean =>
  payment.charge?.attemptId === attemptId || lateChargeOf(payment, attemptId) !== undefined;

const isRequested = (operationId: string, payment: Payment): boolean => operationOf(payment, operationId) !== undefined;

const isAnswered = (operationId: string, payment: Payment): boolean =>
  isRequested(operationId, payment) && payment.pendingOperation?.operationId !== operationId;

/** A session that ends takes with it what waits for the payer: not money that is held, nor what has ended. */
const outlives = (command: CancelPayment, payment: Payment): boolean =>
  command.checkoutSessionId !== null &&
  command.checkoutSessionId === payment.checkoutSessionId &&
  ['AUTHORIZED', 'SUCCEEDED', 'FAILED', 'CANCELLED'].includes(payment.status);

/** A void is no news to a payment that is over, nor to one that rests on another charge than the one called off. */
const isUntouched = ({ attemptId }: ConfirmVoid, { status, charge }: Payment): boolean =>
  status === 'CANCELLED' || status === 'FAILED' || (charge !== null && charge.attemptId !== attemptId);

/** A charge that came too late is not this payment's money: what becomes of it, its own stream says. */
const isOfLateCharge = ({ attemptId }: { readonly attemptId: string }, payment: Payment): boolean =>
  lateChargeOf(payment, attemptId) !== undefined;

/** Whether the payment has already taken this command, or what it tells: then it is accepted and changes nothing. */
export const isAlreadyDone = (command: PaymentCommand, payment: Payment): boolean => {
  switch (command.type) {
    case 'CreatePayment':
      return isSamePayment(command, payment);
    case 'ConfirmPayment':
      return isConfirmation(payment, command.confirmationId);
    case 'RequireAction':
      return isDecided(command, payment) || payment.nextAction?.url === command.nextAction.url;
    case 'AuthorizePayment':
    case 'SucceedPayment':
      return isKnownCharge(command, payment);
    case 'DeclineAttempt':
      return isDecided(command, payment);
    case 'CancelPayment':
      return isRequested(command.operationId, payment) || outlives(command, payment);
    case 'CapturePayment':
    case 'ExpirePayment':
      return isRequested(command.operationId, payment);
    case 'RecordCapture':
      return payment.status === 'SUCCEEDED' && isRequested(command.operationId, payment);
    case 'FailCapture':
    case 'FailVoid':
      return isAnswered(command.operationId, payment);
    case 'ConfirmVoid':
      return isRequested(command.operationId, payment) && isUntouched(command, payment);
    case 'ConfirmReversal':
      return (lateChargeOf(payment, command.attemptId)?.reversedAt ?? null) !== null;
    case 'RequestRefund':
      return refundOf(payment, command.refundId) !== undefined;
    case 'SucceedRefund':
      return refundOf(payment, command.refundId)?.status === 'SUCCEEDED';
    case 'FailRefund': {
      const status = refundOf(payment, command.refundId)?.status;
      return status === 'SUCCEEDED' || status === 'FAILED';
    }
    case 'OpenDispute':
      return isOfLateCharge(command, payment) || disputeOf(payment, command.disputeId) !== undefined;
    case 'WinDispute':
      return isOfLateCharge(command, payment) || disputeOf(payment, command.disputeId)?.status === 'WON';
    case 'LoseDispute':
      return isOfLateCharge(command, payment) || disputeOf(payment, command.disputeId)?.status === 'LOST';
    default:
      return command satisfies never;
  }
};
