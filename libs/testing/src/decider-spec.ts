import type { Decider, Decision } from '@counterfoil/event-sourcing/decider';

interface Typed {
  readonly type: string;
}

interface WithStatus {
  readonly status: string;
}

/** What a decider answered, and what may be said of it; expected events may leave fields out. */
class DeciderAnswer<Event extends Typed, State, Code extends string> {
  constructor(
    private readonly decision: Decision<Event, Code>,
    /** The state after the events of the answer. */
    readonly state: State,
  ) {}

  then(...expected: readonly ({ readonly type: Event['type'] } & Partial<Event>)[]): void {
    expect(this.decision).toMatchObject({ accepted: true, events: expected });
  }

  /** Accepted: it was done already, or there is nothing to do. */
  thenNothing(): void {
    expect(this.decision).toEqual({ accepted: true, events: [] });
  }

  thenRefused(code: Code): void {
    const detail: unknown = expect.stringMatching(/\w/);
    expect(this.decision).toEqual({ accepted: false, refusal: { code, detail } });
  }
}

/** `given(...events).when(command).then(...events)`, `.thenNothing()` or `.thenRefused(code)`, for one decider. */
export const deciderSpec = <Command, State, Event extends Typed, Code extends string>(
  decider: Decider<Command, State, Event, Code>,
) => ({
  given: (...events: readonly Event[]) => ({
    when: (command: Command): DeciderAnswer<Event, State, Code> => {
      const state = events.reduce(decider.evolve, decider.initialState);
      const decision = decider.decide(command, state);
      const following = decision.accepted ? decision.events : [];
      return new DeciderAnswer(decision, following.reduce(decider.evolve, state));
    },
  }),
});

/** A transition table, as it was seen: status -> command type -> statuses, sorted. */
type SeenTransitions = Record<string, Record<string, readonly string[]>>;

/**
 * Gives every command in every state that can be reached, by really deciding.
 * `commandsIn`: one or more of each type; `key`: states with the same key count as one, so that the walk ends.
 * Returns where commands led (those that had an effect), and for each status which commands were decided.
 */
export const walkTransitions = <Command extends Typed, State extends WithStatus, Event extends Typed>(
  decider: Decider<Command, State, Event>,
  commandsIn: (state: State) => readonly Command[],
  key: (state: State) => string,
): { readonly transitions: SeenTransitions; readonly decided: Record<string, readonly string[]> } => {
  const found = new Map([[key(decider.initialState), decider.initialState]]);
  const led = new Map<string, Map<string, Set<string>>>();
  const decided = new Map<string, Set<string>>();
  const note = (from: State, command: Command) => {
    const types = decided.get(from.status) ?? new Set();
    decided.set(from.status, types.add(command.type));
  };
  const lead = (from: State, command: Command, to: State) => {
    const row = led.get(from.status) ?? new Map<string, Set<string>>();
    led.set(from.status, row.set(command.type, (row.get(command.type) ?? new Set<string>()).add(to.status)));
  };
  // A map yields what is added to it while it is walked.
  for (const from of found.values()) {
    for (const command of commandsIn(from)) {
      const decision = decider.decide(command, from);
      note(from, command);
      if (!decision.accepted || decision.events.length === 0) continue;
      const to = decision.events.reduce(decider.evolve, from);
      lead(from, command, to);
      if (!found.has(key(to))) found.set(key(to), to);
    }
  }
  return {
    transitions: mapValues(led, row => mapValues(row, statuses => [...statuses].sort())),
    decided: mapValues(decided, types => [...types].sort()),
  };
};

const mapValues = <From, To>(map: ReadonlyMap<string, From>, change: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Array.from(map, ([name, value]) => [name, change(value)]));

/** A transition table with its statuses sorted, to compare with what was seen. */
export const sortedTransitions = (
  table: Readonly<Record<string, Readonly<Record<string, readonly string[] | undefined>>>>,
): SeenTransitions =>
  mapValues(new Map(Object.entries(table)), row =>
    mapValues(new Map(Object.entries(row)), statuses => [...(statuses ?? [])].sort()),
  );
