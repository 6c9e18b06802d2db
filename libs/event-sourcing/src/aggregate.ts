import { deriveUuid } from '@counterfoil/platform';
import type { Decider, Refusal } from './decider.ts';
import type { EventCodec, TypedEvent } from './event-codec.ts';
import type { EventStore, ExpectedRevision } from './event-store.ts';
import type { EventMetadata, NewEvent, RecordedEvent } from './recorded-event.ts';

/** One kind of aggregate: its streams are named `category-id`. */
export interface AggregateDefinition<Command, State, Event extends TypedEvent, Code extends string = string> {
  readonly category: string;
  readonly decider: Decider<Command, State, Event, Code>;
  readonly codec: EventCodec<Event>;
}

/** Why a command is given. The same `commandId` on the same stream has its effect once, however often it is handled. */
export interface Cause extends Omit<EventMetadata, 'schemaVersion'> {
  readonly commandId: string;
}

/** An aggregate as folded from its stream; `correlationId` is that of its first event, null before it. */
export interface Loaded<State> {
  readonly state: State;
  readonly revision: ExpectedRevision;
  readonly correlationId: string | null;
}

/** `done`: the state after the command. `refused`, `absent` (not there for whoever asks): nothing was written. */
export type Handled<State, Code extends string = string> =
  | ({ readonly status: 'done' } & Loaded<State>)
  | { readonly status: 'absent' }
  | { readonly status: 'refused'; readonly refusal: Refusal<Code> };

/** A conflict means that somebody else made progress; so many in a row mean that something is wrong. */
const MAX_CONFLICTS = 200;

/** Reads, upcasts, folds, decides and appends with the exact revision; again on conflict, and on conflict only. */
export class Aggregate<Command, State, Event extends TypedEvent, Code extends string = string> {
  constructor(
    private readonly store: EventStore,
    readonly definition: AggregateDefinition<Command, State, Event, Code>,
  ) {}

  stream(id: string): string {
    return `${this.definition.category}-${id}`;
  }

  /** Decodes and folds one recorded event onto `state`. @throws UnreadableEvent */
  evolve(state: State, recorded: RecordedEvent): State {
    return this.definition.decider.evolve(state, this.definition.codec.decode(recorded));
  }

  /** Folds the stream, up to and including revision `upTo` when given. */
  async load(id: string, upTo = Infinity): Promise<Loaded<State>> {
    const { eventIds: _, ...loaded } = await this.fold(this.stream(id), upTo);
    return loaded;
  }

  /**
   * Has the command's effect exactly once. A state that is not `visible` to the caller answers `absent`.
   * @throws AppendOutcomeUnknown when the log cannot be reached.
   */
  async handle(
    id: string,
    command: Command,
    cause: Cause,
    visible: (state: State) => boolean = () => true,
  ): Promise<Handled<State, Code>> {
    const stream = this.stream(id);
    const firstEventId = deriveUuid(cause.commandId, stream, '0');
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const { eventIds, ...loaded } = await this.fold(stream);
      const { state, revision } = loaded;
      if (!visible(state)) return { status: 'absent' };
      if (eventIds.has(firstEventId)) return { status: 'done', ...loaded };
      const decision = this.definition.decider.decide(command, state);
      if (!decision.accepted) return { status: 'refused', refusal: decision.refusal };
      if (decision.events.length === 0) return { status: 'done', ...loaded };
      const events = decision.events.map((event, index) => this.toNewEvent(event, stream, index, cause));
      const [result] = await this.store.append([{ stream, expectedRevision: revision, events }]);
      if (result?.status === 'appended')
        return {
          status: 'done',
          state: decision.events.reduce(this.definition.decider.evolve, state),
          revision: result.revision,
          correlationId: loaded.correlationId ?? cause.correlationId,
        };
    }
    throw new Error(`${stream}: ${MAX_CONFLICTS} conflicting appends in a row`);
  }

  private async fold(stream: string, upTo = Infinity) {
    let state = this.definition.decider.initialState;
    let revision: ExpectedRevision = 'no_stream';
    let correlationId: string | null = null;
    const eventIds = new Set<string>();
    for await (const recorded of this.store.readStream(stream)) {
      if (recorded.revision > upTo) break;
      state = this.evolve(state, recorded);
      revision = recorded.revision;
      correlationId ??= recorded.metadata.correlationId;
      eventIds.add(recorded.eventId);
    }
    return { state, revision, correlationId, eventIds };
  }

  private toNewEvent(event: Event, stream: string, index: number, { commandId, ...metadata }: Cause): NewEvent {
    const { data, schemaVersion } = this.definition.codec.encode(event);
    const eventId = deriveUuid(commandId, stream, String(index));
    return { eventId, type: event.type, data, metadata: { ...metadata, schemaVersion } };
  }
}
