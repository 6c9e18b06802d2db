import type { z } from 'zod';

/** A refusal a caller may expect: `code` is stable and public (api.md, "Errors"); `detail` says what to do. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly detail: string;
}

/** What a decider answers: the events that follow from a command, or why none may. */
export type Decision<Event, Code extends string = string> =
  | { readonly accepted: true; readonly events: readonly Event[] }
  | { readonly accepted: false; readonly refusal: Refusal<Code> };

/** The pure heart of an aggregate: no clock, no randomness, no I/O; `decide` is total. */
export interface Decider<Command, State, Event, Code extends string = string> {
  readonly initialState: State;
  readonly decide: (command: Command, state: State) => Decision<Event, Code>;
  readonly evolve: (state: State, event: Event) => State;
}

/** Accepts a command; without events it was already done, or there is nothing to do. */
export const accept = <Event>(...events: readonly Event[]): Decision<Event, never> => ({ accepted: true, events });

/** Refuses a command with a stable code and a message that says what to do. */
export const refuse = <Code extends string>(code: Code, detail: string): Decision<never, Code> => ({
  accepted: false,
  refusal: { code, detail },
});

/**
 * The states a command may lead to, for each state. A pair that is absent is refused.
 * Tests walk it: every state is reachable and every (state, command) pair is decided.
 */
export type TransitionTable<Status extends string, CommandType extends string> = {
  readonly [From in Status]: { readonly [C in CommandType]?: readonly Status[] };
};

/** The union of event literals that a record of data schemas declares; the keys are the stored type names. */
export type EventOf<Schemas extends Readonly<Record<string, z.ZodType<object>>>> = {
  readonly [Type in keyof Schemas & string]: { readonly type: Type } & Readonly<z.output<Schemas[Type]>>;
}[keyof Schemas & string];
