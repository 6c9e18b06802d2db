import { refuse } from '@counterfoil/event-sourcing/decider';
import type { Decision } from '@counterfoil/event-sourcing/decider';
import type { SessionCommandType } from './commands.ts';
import type { SessionState } from './state.ts';

/** For a caller: the 409 codes of the API. For a consumer: what it must not ignore. */
export type SessionRefusalCode =
  | 'session_not_confirmable'
  | 'attempts_exhausted'
  | 'session_not_cancellable'
  | 'session_not_found'
  | 'session_already_exists'
  | 'session_not_completable'
  | 'session_not_expirable'
  | 'outcome_not_expected';

type SessionRefused = Decision<never, SessionRefusalCode>;

const codes = {
  CreateSession: 'session_already_exists',
  ConfirmSession: 'session_not_confirmable',
  RecordActionRequired: 'outcome_not_expected',
  RecordDecline: 'outcome_not_expected',
  CompleteSession: 'session_not_completable',
  FailSession: 'outcome_not_expected',
  CancelSession: 'session_not_cancellable',
  ExpireSession: 'session_not_expirable',
  RecordPaymentCancelled: 'outcome_not_expected',
  RecordEndFailed: 'outcome_not_expected',
} as const satisfies Record<SessionCommandType, SessionRefusalCode>;

/** Why `command` can have no effect in the session's status. */
export const notPermitted = (command: SessionCommandType, session: SessionState): SessionRefused => {
  const { status } = session;
  if (status === 'NONE') return refuse('session_not_found', 'There is no such checkout session; create it first.');
  if (command === 'ConfirmSession' && status === 'FAILED')
    return refuse(
      'attempts_exhausted',
      `All ${session.maxAttempts} attempts of this checkout session are used up; create another one.`,
    );
  return refuse(codes[command], `The checkout session is ${status}${isOver(status) ? '; create another one' : ''}.`);
};

/** Whether nothing can happen to the session any more. */
export const isOver = (status: SessionState['status']): boolean => status !== 'PENDING' && status !== 'PROCESSING';

/** While a confirmation is in flight its outcome decides. */
export const inFlight = (code: SessionRefusalCode): SessionRefused =>
  refuse(code, 'A confirmation of this checkout session is in flight; wait for its outcome.');

/** Its payment has been asked to end, and the session ends with that. */
export const isEndingAlready = (code: SessionRefusalCode): SessionRefused =>
  refuse(code, 'This checkout session is ending; wait for its end.');
