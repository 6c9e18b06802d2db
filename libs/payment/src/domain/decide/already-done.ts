import type { AttemptOutcome, CreatePayment, PaymentCommand } from '../commands.ts';
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
  payment.charge?.attemptId === attemptId || payment.lateCharges.some(late => late.attemptId === attemptId);

const isRequested = (operationId: string, payment: Payment): boolean => payment.operationIds.includes(operationId);

const isAnswered = (operationId: string, payment: Payment): boolean =>
  isRequested(operationId, payment) && payment.pendingOperation?.operationId !== operationId;

const refundStatus = (refundId: string, payment: Payment) =>
  payment.refunds.find(known => known.refundId === refundId)?.status;

const disputeStatus = (disputeId: string, payment: Payment) =>
  payment.disputes.find(known => known.disputeId === disputeId)?.status;

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
    case 'CapturePayment':
    case 'CancelPayment':
    case 'ExpirePayment':
      return isRequested(command.operationId, payment);
    case 'RecordCapture':
      return payment.status === 'SUCCEEDED' && isRequested(command.operationId, payment);
    case 'FailCapture':
    case 'FailVoid':
      return isAnswered(command.operationId, payment);
    case 'ConfirmVoid':
      return payment.status === 'CANCELLED' && isRequested(command.operationId, payment);
    case 'RequestRefund':
      return refundStatus(command.refundId, payment) !== undefined;
    case 'SucceedRefund':
      return refundStatus(command.refundId, payment) === 'SUCCEEDED';
    case 'FailRefund': {
      const status = refundStatus(command.refundId, payment);
      return status === 'SUCCEEDED' || status === 'FAILED';
    }
    case 'OpenDispute':
      return disputeStatus(command.disputeId, payment) !== undefined;
    case 'WinDispute':
      return disputeStatus(command.disputeId, payment) === 'WON';
    case 'LoseDispute':
      return disputeStatus(command.disputeId, payment) === 'LOST';
    default:
      return command satisfies never;
  }
};
