import type { Decision } from '@counterfoil/event-sourcing/decider';
import type { PaymentCommand, PaymentCommandType } from '../commands.ts';
import type { PaymentEvent } from '../events.ts';
import type { PaymentRefusalCode } from '../refusals.ts';
import type { PaymentState } from '../state.ts';
import type { StatusesFor } from '../transitions.ts';

export type PaymentDecision = Decision<PaymentEvent, PaymentRefusalCode>;

type CommandOf<Type extends PaymentCommandType> = Extract<PaymentCommand, { readonly type: Type }>;

/** The payment as a command's rule meets it: in a status in which the table permits the command. */
export type PaymentFor<Type extends PaymentCommandType> = Extract<PaymentState, { readonly status: StatusesFor<Type> }>;

/** What follows from a command that the table permits and that is no repeat. */
export type Rule<Type extends PaymentCommandType> = (
  command: CommandOf<Type>,
  payment: PaymentFor<Type>,
) => PaymentDecision;
