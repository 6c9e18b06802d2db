import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { disputeOf } from '../disputes.ts';
import type { ChargeAttemptEvent } from '../events.ts';
import type { Rule } from './rule.ts';

/** A decision may be heard of before the dispute itself: then both are. It stays, and is never about more than was taken. */
export const recordDispute: Rule<'RecordDispute'> = (told, attempt) => {
  const { disputeId, status, amount, reason } = told;
  const { attemptId, amountCaptured, currency } = attempt;
  const known = disputeOf(attempt, disputeId);
  if (known && known.status !== 'OPEN')
    return refuse('dispute_already_decided', `The dispute is ${known.status}; check the provider.`);
  if (amount > amountCaptured)
    return refuse('dispute_exceeds_captured', `${amount} is more than the ${amountCaptured} that was captured.`);
  const named = { attemptId, disputeId, at: told.now };
  const events: ChargeAttemptEvent[] = known ? [] : [{ type: 'ChargeDisputed', ...named, amount, currency, reason }];
  if (status !== 'OPEN') events.push({ type: status === 'WON' ? 'ChargeDisputeWon' : 'ChargeDisputeLost', ...named });
  return accept(...events);
};
