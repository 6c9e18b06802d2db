import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { isExpired } from '../expiry.ts';
import { inFlight, isEndingAlready } from '../refusals.ts';
import type { Rule } from './rule.ts';

/** One confirmation at a time, until the session's time is up; after a decline the payer may try another way. */
export const confirm: Rule<'ConfirmSession'> = (command, session) => {
  if (session.awaits === 'outcome') return inFlight('session_not_confirmable');
  if (session.ending) return isEndingAlready('session_not_confirmable');
  if (session.awaits === 'action')
    return refuse('session_not_confirmable', 'The payer has to finish the authentication that was begun.');
  if (isExpired(session, command.now))
    return refuse(
      'session_not_confirmable',
      `The checkout session expired at ${session.expiresAt}; create another one.`,
    );
  const { type: _, now, ...confirmation } = command;
  return accept({
    type: 'CheckoutSessionConfirmed',
    sessionId: session.sessionId,
    attempt: (session.confirmation?.attempt ?? 0) + 1,
    ...confirmation,
    at: now,
  });
};
