import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { Payment } from '../state.ts';
import type { PaymentDecision, Rule } from './rule.ts';

/** A provider reports it: there is nothing to refuse in it. */
export const openDispute: Rule<'OpenDispute'> = ({ type: _, now, ...dispute }, { paymentId, currency }) =>
  accept({ type: 'DisputeOpened', paymentId, ...dispute, currency, at: now });

const close = (
  type: 'DisputeWon' | 'DisputeLost',
  { disputeId, now }: { readonly disputeId: string; readonly now: string },
  { paymentId, currency, disputes }: Payment,
): PaymentDecision => {
  const dispute = disputes.find(known => known.disputeId === disputeId);
  if (!dispute) return refuse('dispute_not_found', `This payment has no dispute ${disputeId}.`);
  if (dispute.status !== 'OPEN')
    return refuse('dispute_already_decided', `The dispute is ${dispute.status}; check the provider.`);
  return accept({ type, paymentId, disputeId, amount: dispute.amount, currency, at: now });
};

export const winDispute: Rule<'WinDispute'> = (command, payment) => close('DisputeWon', command, payment);

export const loseDispute: Rule<'LoseDispute'> = (command, payment) => close('DisputeLost', command, payment);
