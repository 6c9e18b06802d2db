import type { TransitionTable } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptCommandType } from './commands.ts';
import type { ChargeAttemptState } from './state.ts';

/** Where each command may lead, from each status. */
export const transitions = {
  NONE: { StartAttempt: ['CREATED', 'FAILED'] },
  CREATED: { SendAttempt: ['PROCESSING'], CancelAttempt: ['CANCELLED'] },
  PROCESSING: { RecordOutcome: ['REQUIRES_ACTION', 'AUTHORIZED', 'SUCCEEDED', 'DECLINED', 'FAILED', 'UNKNOWN'] },
  REQUIRES_ACTION: {
    RecordOutcome: ['REQUIRES_ACTION', 'AUTHORIZED', 'SUCCEEDED', 'DECLINED', 'CANCELLED'],
    DecideByOperator: ['REQUIRES_ACTION', 'AUTHORIZED', 'SUCCEEDED', 'DECLINED', 'CANCELLED'],
    RequestVoid: ['REQUIRES_ACTION'],
    SendOperation: ['REQUIRES_ACTION'],
    RecordOperation: ['REQUIRES_ACTION', 'CANCELLED'],
  },
  UNKNOWN: {
    RecordOutcome: ['REQUIRES_ACTION', 'AUTHORIZED', 'SUCCEEDED', 'DECLINED', 'FAILED', 'UNKNOWN'],
    DecideByOperator: ['AUTHORIZED', 'SUCCEEDED', 'DECLINED'],
  },
  AUTHORIZED: {
    RecordOutcome: ['AUTHORIZED'],
    ReverseCharge: ['AUTHORIZED'],
    DecideByOperator: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED'],
    RequestCapture: ['AUTHORIZED'],
    RequestVoid: ['AUTHORIZED'],
    SendOperation: ['AUTHORIZED'],
    RecordOperation: ['AUTHORIZED', 'SUCCEEDED', 'CANCELLED'],
  },
  SUCCEEDED: {
    RecordOutcome: ['SUCCEEDED'],
    ReverseCharge: ['SUCCEEDED'],
    DecideByOperator: ['SUCCEEDED'],
    RequestVoid: ['SUCCEEDED'],
    RequestRefund: ['SUCCEEDED'],
    SendOperation: ['SUCCEEDED'],
    RecordOperation: ['SUCCEEDED'],
    RecordDispute: ['SUCCEEDED'],
  },
  // A charge where there was none stands. To void what is over is answered, and does nothing.
  DECLINED: {
    RecordOutcome: ['AUTHORIZED', 'SUCCEEDED'],
    RequestVoid: ['DECLINED'],
    RecordOperation: ['DECLINED'],
    DecideByOperator: ['DECLINED'],
  },
  FAILED: { RecordOutcome: ['AUTHORIZED', 'SUCCEEDED'], RequestVoid: ['FAILED'] },
  CANCELLED: {
    RecordOutcome: ['AUTHORIZED', 'SUCCEEDED'],
    RequestVoid: ['CANCELLED'],
    ReverseCharge: ['CANCELLED'],
    RecordOperation: ['CANCELLED'],
    DecideByOperator: ['CANCELLED'],
  },
} as const satisfies TransitionTable<ChargeAttemptState['status'], ChargeAttemptCommandType>;

type Table = typeof transitions;

/** The statuses in which a command may have an effect. */
export type StatusesFor<Type extends ChargeAttemptCommandType> = {
  [Status in keyof Table]: Type extends keyof Table[Status] ? Status : never;
}[keyof Table];

/** Whether the table lets `command` have an effect in `status`. */
export const isPermitted = (status: ChargeAttemptState['status'], command: ChargeAttemptCommandType): boolean =>
  command in transitions[status];
