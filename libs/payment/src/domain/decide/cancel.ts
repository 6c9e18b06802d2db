import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { waiting } from '../expiry.ts';
import { operationInProgress, throughSession } from '../refusals.ts';
import type { PaymentDecision, PaymentFor, Rule } from './rule.ts';

interface Ending {
  readonly operationId: string;
  readonly reason: string;
  readonly now: string;
}

/** What holds the payer's money, or may come to hold it at a challenge, is called off by its provider first. */
const end = ({ operationId, reason, now: at }: Ending, payment: PaymentFor<'CancelPayment'>): PaymentDecision => {
  const { paymentId, status } = payment;
  return status === 'AUTHORIZED' || status === 'REQUIRES_ACTION'
    ? accept({ type: 'PaymentCancelRequested', paymentId, operationId, reason, at })
    : accept({ type: 'PaymentCancelled', paymentId, operationId, reason, released: 0n, at });
};

export const cancel: Rule<'CancelPayment'> = (command, payment) => {
  const { status, pendingOperation, checkoutSessionId } = payment;
  if (pendingOperation) return operationInProgress(pendingOperation.type);
  if (status !== 'AUTHORIZED' && command.checkoutSessionId !== checkoutSessionId)
    return throughSession('payment_not_cancellable');
  return end(command, payment);
};

/** Whoever asks has read since when it waits, and it may have gone on from there. */
export const expire: Rule<'ExpirePayment'> = (command, payment) => {
  const wait = waiting(payment);
  if (wait?.since !== command.waitsSince)
    return refuse('payment_not_expirable', `The payment does not wait since ${command.waitsSince}; look again.`);
  return end({ ...command, reason: wait.for === 'authorization' ? 'authorization_expired' : 'expired' }, payment);
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
