import { accept } from '@counterfoil/event-sourcing/decider';
import type { Rule } from './rule.ts';

export const recordActionRequired: Rule<'RecordActionRequired'> = ({ nextAction, now }, session) => {
  const { sessionId, confirmation } = session;
  const { confirmationId } = confirmation;
  return accept({ type: 'CheckoutSessionActionRequired', sessionId, confirmationId, nextAction, at: now });
};

export const recordDecline: Rule<'RecordDecline'> = ({ decline, now }, session) => {
  const { sessionId, confirmation } = session;
  const { confirmationId } = confirmation;
  const attemptsLeft = Math.max(session.attemptsLeft - 1, 0);
  return accept({ type: 'CheckoutSessionAttemptDeclined', sessionId, confirmationId, decline, attemptsLeft, at: now });
};

/** Whatever the session waited for: a success stands. */
export const complete: Rule<'CompleteSession'> = ({ paymentStatus, now }, { sessionId }) =>
  accept({ type: 'CheckoutSessionCompleted', sessionId, paymentStatus, at: now });

export const fail: Rule<'FailSession'> = ({ decline, now }, { sessionId }) =>
  accept({ type: 'CheckoutSessionFailed', sessionId, decline, at: now });
