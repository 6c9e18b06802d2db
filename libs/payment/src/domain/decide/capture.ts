import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { operationInProgress } from '../refusals.ts';
import { operationOf } from '../state.ts';
import type { Rule } from './rule.ts';

const exceedsCapturable = (requested: bigint, capturable: bigint) =>
  refuse('amount_exceeds_capturable', `${requested} is more than the ${capturable} that may be captured.`);

/** Once, in full or in part: what a partial capture leaves is released. */
export const capture: Rule<'CapturePayment'> = ({ operationId, amount: requested, now }, payment) => {
  const { paymentId, amountCapturable, pendingOperation } = payment;
  const amount = requested ?? amountCapturable;
  if (pendingOperation) return operationInProgress(pendingOperation.type);
  if (amount > amountCapturable) return exceedsCapturable(amount, amountCapturable);
  const released = amountCapturable - amount;
  return accept({ type: 'PaymentCaptureRequested', paymentId, operationId, amount, released, at: now });
};

/** A capture that the provider has made stands, whatever was thought of it before. */
export const recordCapture: Rule<'RecordCapture'> = ({ operationId, amount, now }, payment) => {
  const { paymentId, currency, amountCapturable } = payment;
  if (!operationOf(payment, operationId))
    return refuse('operation_not_pending', `Nobody asked for capture ${operationId}; check the provider.`);
  if (amount > amountCapturable) return exceedsCapturable(amount, amountCapturable);
  const released = amountCapturable - amount;
  return accept({ type: 'PaymentCaptured', paymentId, operationId, amount, currency, released, at: now });
};

export const failCapture: Rule<'FailCapture'> = ({ operationId, decline, now }, payment) =>
  payment.pendingOperation?.type === 'capture' && payment.pendingOperation.operationId === operationId
    ? accept({ type: 'PaymentCaptureFailed', paymentId: payment.paymentId, operationId, decline, at: now })
    : refuse('operation_not_pending', `Capture ${operationId} is not in progress.`);
