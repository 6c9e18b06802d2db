import type { Decision } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptCommand, ChargeAttemptCommandType } from '../commands.ts';
import type { ChargeAttemptEvent } from '../events.ts';
import type { ChargeAttemptRefusalCode } from '../refusals.ts';
import type { ChargeAttemptState } from '../state.ts';
import type { StatusesFor } from '../transitions.ts';

export type ChargeAttemptDecision = Decision<ChargeAttemptEvent, ChargeAttemptRefusalCode>;

/** The attempt as a command's rule meets it: in a status in which the table permits the command. */
export type AttemptFor<Type extends ChargeAttemptCommandType> = Extract<
  ChargeAttemptState,
  { readonly status: StatusesFor<Type> }
>;

/** What follows from a command that the table permits and that is no repeat. */
export type Rule<Type extends ChargeAttemptCommandType> = (
  command: Extract<ChargeAttemptCommand, { readonly type: Type }>,
  attempt: AttemptFor<Type>,
) => ChargeAttemptDecision;
