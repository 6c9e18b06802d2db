import type { Decider } from '@counterfoil/event-sourcing/decider';
import type { SessionCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { SessionEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { SessionRefusalCode } from './refusals.ts';
import { initialState } from './state.ts';
import type { SessionState } from './state.ts';

/** The checkout session of domain.md. */
export const sessionDecider: Decider<SessionCommand, SessionState, SessionEvent, SessionRefusalCode> = {
  initialState,
  decide,
  evolve,
};
