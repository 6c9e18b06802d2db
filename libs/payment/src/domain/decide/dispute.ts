import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { disputeOf, type Payment } from '../state.ts';
import type { PaymentDecision, Rule } from './rule.ts';

/** Of the charge that paid: of another one the payment knows nothing. */
export const openDispute: Rule<'OpenDispute'> = (
  { disputeId, attemptId, amount, reason, now },
  { paymentId, currency, charge },
) =>
  charge.attemptId === attemptId
    ? accept({ type: 'DisputeOpened', paymentId, disputeId, amount, reason, currency, at: now })
    : refuse('payment_not_disputable', `The payment rests on ${charge.attemptId}, not on ${attemptId}.`);

const close = (
  type: 'DisputeWon' | 'DisputeLost',
  { disputeId, now }: { readonly disputeId: string; readonly now: string },
  payment: Payment,
): PaymentDecision => {
  const { paymentId, currency } = payment;
  const dispute = disputeOf(payment, disputeId);
  if (!dispute) return refuse('dispute_not_found', `This payment has no dispute ${disputeId}.`);
  if (dispute.status !== 'OPEN')
    return refuse('dispute_already_decided', `The dispute is ${dispute.status}; check the provider.`);
  return accept({ type, paymentId, disputeId, amount: dispute.amount, currency, at: now });
};

export const winDispute: Rule<'WinDispute'> = (command, payment) => close('DisputeWon', command, payment);

export const loseDispute: Rule<'LoseDispute'> = (command, payment) => close('DisputeLost', command, payment);
