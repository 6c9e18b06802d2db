import type { Decision } from '@counterfoil/event-sourcing/decider';
import type { SessionCommand, SessionCommandType } from '../commands.ts';
import type { SessionEvent } from '../events.ts';
import type { SessionRefusalCode } from '../refusals.ts';
import type { SessionState } from '../state.ts';
import type { StatusesFor } from '../transitions.ts';

export type SessionDecision = Decision<SessionEvent, SessionRefusalCode>;

/** What follows from a command that the table permits and that is no repeat: it meets the session in such a status. */
export type Rule<Type extends SessionCommandType> = (
  command: Extract<SessionCommand, { readonly type: Type }>,
  session: Extract<SessionState, { readonly status: StatusesFor<Type> }>,
) => SessionDecision;
