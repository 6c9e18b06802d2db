import type { Decider } from '@counterfoil/event-sourcing/decider';
import type { PaymentCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { PaymentEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { PaymentRefusalCode } from './refusals.ts';
import { initialState } from './state.ts';
import type { PaymentState } from './state.ts';

/** The payment of domain.md. */
export const paymentDecider: Decider<PaymentCommand, PaymentState, PaymentEvent, PaymentRefusalCode> = {
  initialState,
  decide,
  evolve,
};
