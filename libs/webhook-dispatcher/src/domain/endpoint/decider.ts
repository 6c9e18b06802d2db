import type { Decider } from '@counterfoil/event-sourcing/decider';
import type { EndpointCommand } from './commands.ts';
import { decideEndpoint, type EndpointRefusalCode } from './decide.ts';
import type { EndpointEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { initialEndpoint, type EndpointState } from './state.ts';

/** The webhook endpoint of domain.md. */
export const endpointDecider: Decider<EndpointCommand, EndpointState, EndpointEvent, EndpointRefusalCode> = {
  initialState: initialEndpoint,
  decide: decideEndpoint,
  evolve,
};
