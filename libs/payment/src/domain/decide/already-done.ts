import type {
  AttemptOutcome,
  CancelPayment,
  ConfirmPayment,
  ConfirmVoid,
  CreatePayment,
  PaymentCommand,
  RequireAction,
} from '../commands.ts';
import { disputeOf, lateChargeOf, operationOf, refundOf, withdrawalOf } from '../state.ts';
import type { Payment } from '../state.ts';

const isSamePayment = (command: CreatePayment, payment: Payment): boolean =>
  command.merchantId === payment.merchantId &&
  command.checkoutSessionId === payment.checkoutSessionId &&
  command.amount === payment.amount &&
  command.currency === payment.currency;

const isConfirmation = (payment: Payment, confirmationId: string): boolean =>
  payment.confirmations.some(known => known.confirmationId === confirmationId);

/** A payer who is asked for another card does not know that an earlier charge has paid after all; the session hears of it. */
const isPaidAlready = ({ checkoutSessionId }: ConfirmPayment, payment: Payment): boolean =>
  checkoutSessionId !== null && checkoutSessionId === payment.checkoutSessionId && payment.charge !== null;

/** News of a confirmation that has its outcome: a repeat, or late, and never undoes that outcome. */
const isDecided = (command: AttemptOutcome, payment: Payment): boolean =>
  isConfirmation(payment, command.confirmationId) &&
  payment.status !== 'PROCESSING' &&
  payment.status !== 'REQUIRES_ACTION';

const isKnownCharge = ({ attemptId }: AttemptOutcome, payment: Payment): boolean =>
  payment.charge?.attemptId === attemptId || lateChargeOf(payment, attemptId) !== undefined;

const isRequested = (operationId: string, payment: Payment): boolean => operationOf(payment, operationId) !== undefined;

/** News of a challenge that the payer is at, or is past; but not of one that began when another charge had paid. */
const isKnownChallenge = (command: RequireAction, payment: Payment): boolean => {
  if (!isDecided(command, payment)) return payment.nextAction?.url === command.nextAction.url;
  const { attemptId } = command;
  return payment.charge === null || isKnownCharge(command, payment) || isRequested(withdrawalOf(attemptId), payment);
};

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
      return isConfirmation(payment, command.confirmationId) || isPaidAlready(command, payment);
    case 'RequireAction':
      return isKnownChallenge(command, payment);
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
