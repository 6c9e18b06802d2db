import type { TransitionTable } from '@counterfoil/event-sourcing/decider';
import type { SessionCommandType } from './commands.ts';
import type { SessionState } from './state.ts';

/** Where each command may lead, from each status. */
export const transitions = {
  NONE: { CreateSession: ['PENDING'] },
  PENDING: {
    ConfirmSession: ['PROCESSING'],
    CancelSession: ['CANCELLED'],
    ExpireSession: ['EXPIRED'],
    RecordPaymentCancelled: ['CANCELLED', 'EXPIRED'],
  },
  PROCESSING: {
    ConfirmSession: ['PROCESSING'],
    RecordActionRequired: ['PROCESSING'],
    RecordDecline: ['PROCESSING'],
    CompleteSession: ['COMPLETED'],
    FailSession: ['FAILED'],
    CancelSession: ['PROCESSING'],
    ExpireSession: ['PROCESSING'],
    RecordPaymentCancelled: ['CANCELLED', 'EXPIRED'],
    RecordEndFailed: ['PROCESSING'],
  },
  COMPLETED: {},
  FAILED: {},
  CANCELLED: {},
  EXPIRED: {},
} as const satisfies TransitionTable<SessionState['status'], SessionCommandType>;

type Table = typeof transitions;

/** The statuses in which a command may have an effect. */
export type StatusesFor<Type extends SessionCommandType> = {
  [Status in keyof Table]: Type extends keyof Table[Status] ? Status : never;
}[keyof Table];

/** Whether the table lets `command` have an effect in `status`. */
export const isPermitted = (status: SessionState['status'], command: SessionCommandType): boolean =>
  command in transitions[status];
