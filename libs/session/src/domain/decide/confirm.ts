import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import { inFlight } from '../refusals.ts';
import type { Session } from '../state.ts';
import type { Rule } from './rule.ts';

const isExpired = ({ now }: { readonly now: string }, { expiresAt }: Session): boolean =>
  Date.parse(now) >= Date.parse(expiresAt);

/** One confirmation at a time, until the session's time is up; after a decline the payer may try another way. */
export const confirm: Rule<'ConfirmSession'> = (command, session) => {
  if (session.awaits === 'outcome') return inFlight('session_not_confirmable');
  if (session.awaits === 'action')
    return refuse('session_not_confirmable', 'The payer has to finish the authentication that was begun.');
  if (isExpired(command, session))
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

/** By the merchant or the payer, as long as no outcome is due. */
export const cancel: Rule<'CancelSession'> = ({ reason, now }, session) => {
  if (session.awaits === 'outcome') return inFlight('session_not_cancellable');
  return accept({ type: 'CheckoutSessionCancelled', sessionId: session.sessionId, reason, at: now });
};

/** By time, as long as no outcome is due. */
export const expire: Rule<'ExpireSession'> = (command, session) => {
  if (session.awaits === 'outcome') return inFlight('session_not_expirable');
  if (!isExpired(command, session))
    return refuse('session_not_expirable', `The checkout session lives until ${session.expiresAt}.`);
  return accept({ type: 'CheckoutSessionExpired', sessionId: session.sessionId, at: command.now });
};
