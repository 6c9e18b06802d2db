import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { amountKept, amountRefundable, refundOf } from '../state.ts';
import type { PaymentDecision, Rule } from './rule.ts';

const exceedsRefundable = (requested: bigint, left: bigint): PaymentDecision =>
  refuse('amount_exceeds_refundable', `${requested} is more than the ${left} that may be refunded.`);

const unknownRefund = (refundId: string): PaymentDecision =>
  refuse('refund_not_found', `This payment has no refund ${refundId}.`);

/** Any number of them, as long as all together are no more than was captured, and none of it is disputed or lost. */
export const requestRefund: Rule<'RequestRefund'> = (command, payment) => {
  const { refundId, reason, now } = command;
  const { paymentId, currency } = payment;
  const left = amountRefundable(payment);
  const amount = command.amount ?? left;
  if (left === 0n)
    return refuse(
      'payment_not_refundable',
      'All that was captured is refunded or about to be, disputed, or lost in a dispute.',
    );
  if (amount > left) return exceedsRefundable(amount, left);
  return accept({ type: 'RefundRequested', paymentId, refundId, amount, currency, reason, at: now });
};

/** A refund that the provider has made stands, even one that had failed, as long as there is money to take it from. */
export const succeedRefund: Rule<'SucceedRefund'> = ({ refundId, now }, payment) => {
  const { paymentId, currency } = payment;
  const refund = refundOf(payment, refundId);
  if (!refund) return unknownRefund(refundId);
  const { amount } = refund;
  const left = amountKept(payment);
  if (refund.status === 'FAILED' && amount > left) return exceedsRefundable(amount, left);
  return accept({ type: 'RefundSucceeded', paymentId, refundId, amount, currency, at: now });
};

export const failRefund: Rule<'FailRefund'> = ({ refundId, failureCode, now }, payment) => {
  const { paymentId, currency } = payment;
  const refund = refundOf(payment, refundId);
  if (!refund) return unknownRefund(refundId);
  const { amount } = refund;
  return accept({ type: 'RefundFailed', paymentId, refundId, amount, currency, failureCode, at: now });
};
