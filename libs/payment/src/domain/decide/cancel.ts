import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { PaymentRefusalCode } from '../refusals.ts';
import { operationInProgress, throughSession } from '../refusals.ts';
import type { PaymentDecision, PaymentFor, Rule } from './rule.ts';

interface Ending {
  readonly operationId: string;
  readonly checkoutSessionId: string | null;
  readonly reason: string;
  readonly now: string;
}

/** An authorization has to be voided by its provider first; nothing else holds anybody's money. */
const end = (ending: Ending, payment: PaymentFor<'CancelPayment'>, code: PaymentRefusalCode): PaymentDecision => {
  const { operationId, reason, now: at } = ending;
  const { paymentId, pendingOperation } = payment;
  if (pendingOperation) return operationInProgress(pendingOperation.type);
  if (payment.status === 'AUTHORIZED')
    return accept({ type: 'PaymentCancelRequested', paymentId, operationId, reason, at });
  if (ending.checkoutSessionId !== payment.checkoutSessionId) return throughSession(code);
  return accept({ type: 'PaymentCancelled', paymentId, operationId, reason, released: 0n, at });
};

export const cancel: Rule<'CancelPayment'> = (command, payment) => end(command, payment, 'payment_not_cancellable');

export const expire: Rule<'ExpirePayment'> = (command, payment) => {
  const reason = payment.status === 'AUTHORIZED' ? 'authorization_expired' : 'expired';
  return end({ ...command, reason }, payment, 'payment_not_expirable');
};

const notPending = (operationId: string): PaymentDecision =>
  refuse('operation_not_pending', `Cancel ${operationId} is not in progress; check the provider.`);

export const confirmVoid: Rule<'ConfirmVoid'> = ({ operationId, now }, payment) => {
  const { paymentId, pendingOperation, amountCapturable } = payment;
  if (pendingOperation?.type !== 'cancel' || pendingOperation.operationId !== operationId)
    return notPending(operationId);
  const { reason } = pendingOperation;
  return accept({ type: 'PaymentCancelled', paymentId, operationId, reason, released: amountCapturable, at: now });
};

export const failVoid: Rule<'FailVoid'> = ({ operationId, decline, now }, payment) => {
  const { paymentId, pendingOperation } = payment;
  if (pendingOperation?.type !== 'cancel' || pendingOperation.operationId !== operationId)
    return notPending(operationId);
  return accept({ type: 'PaymentCancelFailed', paymentId, operationId, decline, at: now });
};
