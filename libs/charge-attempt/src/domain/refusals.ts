import { refuse } from '@counterfoil/event-sourcing/decider';
import type { Decision } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptCommandType } from './commands.ts';
import type { ChargeAttemptState } from './state.ts';

/** What a consumer or an operator must not ignore. */
export type ChargeAttemptRefusalCode =
  | 'attempt_not_found'
  | 'attempt_already_exists'
  | 'attempt_not_sendable'
  | 'outcome_not_expected'
  | 'attempt_not_cancellable'
  | 'attempt_not_capturable'
  | 'amount_exceeds_capturable'
  | 'attempt_not_voidable'
  | 'attempt_not_refundable'
  | 'amount_exceeds_refundable'
  | 'operation_in_progress'
  | 'charge_not_reversible'
  | 'charge_not_resolvable'
  | 'operation_not_found'
  | 'attempt_not_disputable'
  | 'dispute_already_decided'
  | 'dispute_exceeds_captured';

const codes = {
  StartAttempt: 'attempt_already_exists',
  SendAttempt: 'attempt_not_sendable',
  RecordOutcome: 'outcome_not_expected',
  CancelAttempt: 'attempt_not_cancellable',
  RequestCapture: 'attempt_not_capturable',
  RequestVoid: 'attempt_not_voidable',
  RequestRefund: 'attempt_not_refundable',
  SendOperation: 'operation_not_found',
  RecordOperation: 'operation_not_found',
  RecordDispute: 'attempt_not_disputable',
  ReverseCharge: 'charge_not_reversible',
  DecideByOperator: 'charge_not_resolvable',
} as const satisfies Record<ChargeAttemptCommandType, ChargeAttemptRefusalCode>;

/** Why `command` can have no effect in the attempt's status. */
export const notPermitted = (
  command: ChargeAttemptCommandType,
  { status }: ChargeAttemptState,
): Decision<never, ChargeAttemptRefusalCode> => {
  if (status === 'NONE') return refuse('attempt_not_found', 'There is no such charge attempt; start it first.');
  const inFlight = status === 'PROCESSING' || status === 'UNKNOWN';
  return refuse(codes[command], `The charge attempt is ${status}${inFlight ? '; wait for its outcome' : ''}.`);
};
