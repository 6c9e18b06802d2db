import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { SessionEvent } from '../events.ts';
import { isExpired } from '../expiry.ts';
import { inFlight, isEndingAlready, type SessionRefusalCode } from '../refusals.ts';
import { EXPIRED, type Session } from '../state.ts';
import type { Rule, SessionDecision } from './rule.ts';

interface Wish {
  readonly operationId: string;
  readonly reason: string;
  readonly now: string;
}

const ended = ({ reason, now: at }: Omit<Wish, 'operationId'>, { sessionId }: Session): SessionEvent =>
  reason === EXPIRED
    ? { type: 'CheckoutSessionExpired', sessionId, at }
    : { type: 'CheckoutSessionCancelled', sessionId, reason, at };

/**
 * As long as no outcome is due. Once it was confirmed its payment decides: at a challenge only the provider can say that the
 * payer has not finished it meanwhile, and after a decline an earlier charge may turn out to have paid.
 */
const end = (wish: Wish, session: Session, code: SessionRefusalCode): SessionDecision => {
  if (session.awaits === 'outcome') return inFlight(code);
  if (session.ending) return isEndingAlready(code);
  if (session.awaits === null) return accept(ended(wish, session));
  const { operationId, reason, now: at } = wish;
  return accept({ type: 'CheckoutSessionEndRequested', sessionId: session.sessionId, operationId, reason, at });
};

/** By the merchant or the payer. */
export const cancel: Rule<'CancelSession'> = (command, session) => end(command, session, 'session_not_cancellable');

/** By time. */
export const expire: Rule<'ExpireSession'> = (command, session) =>
  isExpired(session, command.now)
    ? end({ ...command, reason: EXPIRED }, session, 'session_not_expirable')
    : refuse('session_not_expirable', `The checkout session lives until ${session.expiresAt}.`);

/** Whatever the session waited for: without its payment it cannot go on. */
export const recordPaymentCancelled: Rule<'RecordPaymentCancelled'> = (command, session) =>
  accept(ended(command, session));

export const recordEndFailed: Rule<'RecordEndFailed'> = ({ now }, { sessionId }) =>
  accept({ type: 'CheckoutSessionEndFailed', sessionId, at: now });
