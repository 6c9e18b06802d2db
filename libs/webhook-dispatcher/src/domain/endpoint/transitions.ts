import type { TransitionTable } from '@counterfoil/event-sourcing/decider';
import type { EndpointCommandType } from './commands.ts';
import type { EndpointState } from './state.ts';

/** Where each command may lead, from each status. What is sent to a disabled endpoint is asked for once it is enabled. */
export const endpointTransitions = {
  NONE: { CreateEndpoint: ['ENABLED'] },
  ENABLED: {
    ChangeEndpoint: ['ENABLED', 'DISABLED'],
    RotateSecret: ['ENABLED'],
    RequestReplay: ['ENABLED'],
    ContinueReplay: ['ENABLED'],
    DeleteEndpoint: ['DELETED'],
    ReportGone: ['DISABLED'],
    ReportFailing: ['ENABLED', 'DISABLED'],
  },
  DISABLED: {
    ChangeEndpoint: ['ENABLED', 'DISABLED'],
    RotateSecret: ['DISABLED'],
    DeleteEndpoint: ['DELETED'],
  },
  DELETED: {},
} as const satisfies TransitionTable<EndpointState['status'], EndpointCommandType>;

/** Whether the table lets `command` have an effect in `status`. */
export const isPermitted = (status: EndpointState['status'], command: EndpointCommandType): boolean =>
  command in endpointTransitions[status];
