import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptEvent } from '../events.ts';
import { decisionInFlight, refundable } from '../operations.ts';
import type { Rule } from './rule.ts';

/** All of it goes back. What is not held any more is answered at once, so that nobody waits for ever. */
export const reverseCharge: Rule<'ReverseCharge'> = ({ operationId, now: at }, attempt) => {
  const { attemptId, status, amount, currency } = attempt;
  const named = { attemptId, operationId, at };
  if (decisionInFlight(attempt))
    return refuse('operation_in_progress', 'A capture or void of this charge is under way; wait for its outcome.');
  if (status === 'SUCCEEDED') {
    const left = refundable(attempt);
    return left > 0n
      ? accept({ type: 'ChargeReversalRequested', ...named, by: 'refund', amount: left })
      : refuse('charge_not_reversible', 'All of it is refunded, or about to be.');
  }
  const requested = { type: 'ChargeReversalRequested', ...named, by: 'void', amount } as const;
  return status === 'AUTHORIZED'
    ? accept(requested)
    : accept<ChargeAttemptEvent>(requested, { type: 'ChargeReversed', ...named, amount, currency });
};
