import type { Decider } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { ChargeAttemptEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { ChargeAttemptRefusalCode } from './refusals.ts';
import { initialState } from './state.ts';
import type { ChargeAttemptState } from './state.ts';

/** The charge attempt of domain.md. */
export const chargeAttemptDecider: Decider<
  ChargeAttemptCommand,
  ChargeAttemptState,
  ChargeAttemptEvent,
  ChargeAttemptRefusalCode
> = {
  initialState,
  decide,
  evolve,
};
