import { deriveUuid } from '@counterfoil/platform';
import { LRUCache } from 'lru-cache';
import { inTraceOf, tracedCommand } from './command-trace.ts';
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

/**
 * `done`: the state after the command; `appended` is false when there was nothing to do, or it was done before.
 * `refused`, `absent` (not there for whoever asks): nothing was written.
 */
export type Handled<State, Code extends string = string> =
  | ({ readonly status: 'done'; readonly appended: boolean } & Loaded<State>)
  | { readonly status: 'absent' }
  | { readonly status: 'refused'; readonly refusal: Refusal<Code> };

interface Folded<State> extends Loaded<State> {
  readonly eventIds: ReadonlySet<string>;
}

interface Request<Command, State> {
  readonly stream: string;
  readonly command: Command;
  readonly cause: Cause;
  readonly visible: (state: State) => boolean;
}

/** The id of an event that a command appends: of the `index`th, from 0. */
export const appendedEventId = (commandId: string, stream: string, index: number): string =>
  deriveUuid(commandId, stream, String(index));

/** Streams whose state after our own last append is kept, so that the next command need not read them again. */
const REMEMBERED_STREAMS = 2_000;

/** A conflict means that somebody else made progress; so many in a row mean that something is wrong. */
const MAX_CONFLICTS = 200;

/** Reads, upcasts, folds, decides and appends with the exact revision; again when the stream holds more, and only then. */
export class Aggregate<Command, State, Event extends TypedEvent, Code extends string = string> {
  private readonly remembered = new LRUCache<string, Folded<State>>({ max: REMEMBERED_STREAMS });

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

  /** Folds the stream as the log has it now, up to the first event that is not `within`. */
  async load(id: string, within?: (event: RecordedEvent) => boolean): Promise<Loaded<State>> {
    const { eventIds: _, ...loaded } = await this.fold(this.stream(id), within);
    return loaded;
  }

  /** As `handle`, for a command that begins a stream: it is decided without reading, and read for when it is there. */
  create(id: string, command: Command, cause: Cause): Promise<Handled<State, Code>> {
    const request = { stream: this.stream(id), command, cause, visible: () => true };
    const supposed = this.remembered.get(request.stream) ?? this.beginning();
    return this.traced(id, command, () => this.handleOn(supposed, request));
  }

  /**
   * Has the command's effect exactly once. A state that is not `visible` to the caller answers `absent`, unless the
   * command is done already.
   * @throws AppendOutcomeUnknown when the log cannot be reached.
   */
  handle(
    id: string,
    command: Command,
    cause: Cause,
    visible: (state: State) => boolean = () => true,
  ): Promise<Handled<State, Code>> {
    const stream = this.stream(id);
    const supposed = this.remembered.get(stream);
    return this.traced(id, command, () => this.handleOn(supposed, { stream, command, cause, visible }));
  }

  /** Whether `handle` would append anything now: false for what would be refused, or is done already. */
  async wouldAppend(
    id: string,
    command: Command,
    cause: Cause,
    visible: (state: State) => boolean = () => true,
  ): Promise<boolean> {
    const stream = this.stream(id);
    const folded = await this.fold(stream);
    if (!visible(folded.state) || this.isDone(folded, { stream, cause })) return false;
    const decision = this.definition.decider.decide(command, folded.state);
    return decision.accepted && decision.events.length > 0;
  }

  private traced(
    id: string,
    command: Command,
    handle: () => Promise<Handled<State, Code>>,
  ): Promise<Handled<State, Code>> {
    return tracedCommand({ category: this.definition.category, id, command }, handle);
  }

  /** Tries on what is supposed first. Only an append proves that it is the latest; any other answer asks the log. */
  private async handleOn(
    supposed: Folded<State> | undefined,
    request: Request<Command, State>,
  ): Promise<Handled<State, Code>> {
    const handled = supposed && (await this.attempt(supposed, request));
    if (handled?.status === 'done' && handled.appended) return handled;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const certain = await this.attempt(await this.fold(request.stream), request);
      if (certain) return certain;
    }
    throw new Error(`${request.stream}: ${MAX_CONFLICTS} conflicting appends in a row`);
  }

  /** Decides on `folded` and appends; undefined when the stream holds more than was supposed. */
  private async attempt(
    folded: Folded<State>,
    request: Request<Command, State>,
  ): Promise<Handled<State, Code> | undefined> {
    const { stream, command, cause, visible } = request;
    const { eventIds, ...loaded } = folded;
    // Before it is looked for: who sends a deletion again does not find what it has deleted.
    if (this.isDone(folded, request)) return { status: 'done', appended: false, ...loaded };
    if (!visible(loaded.state)) return { status: 'absent' };
    const decision = this.definition.decider.decide(command, loaded.state);
    if (!decision.accepted) return { status: 'refused', refusal: decision.refusal };
    if (decision.events.length === 0) return { status: 'done', appended: false, ...loaded };
    const events = decision.events.map((event, index) => this.toNewEvent(event, stream, index, cause));
    const append = { stream, expectedRevision: loaded.revision, events };
    const [result] = await inTraceOf(cause.correlationId, folded, () => this.store.append([append]));
    // A repetition says nothing of the stream as it is: the command was done before, and others may have followed it.
    if (result?.status !== 'appended' || result.repeated) return undefined;
    const after = {
      state: decision.events.reduce(this.definition.decider.evolve, loaded.state),
      revision: result.revision,
      correlationId: loaded.correlationId ?? cause.correlationId,
    };
    this.remembered.set(stream, { ...after, eventIds: new Set([...eventIds, ...events.map(event => event.eventId)]) });
    return { status: 'done', appended: true, ...after };
  }

  private isDone(folded: Folded<State>, { stream, cause }: Pick<Request<Command, State>, 'stream' | 'cause'>): boolean {
    return folded.eventIds.size > 0 && folded.eventIds.has(appendedEventId(cause.commandId, stream, 0));
  }

  private beginning(): Folded<State> {
    const { initialState } = this.definition.decider;
    return { state: initialState, revision: 'no_stream', correlationId: null, eventIds: new Set() };
  }

  private async fold(stream: string, within: (event: RecordedEvent) => boolean = () => true): Promise<Folded<State>> {
    let { state, revision, correlationId } = this.beginning();
    const eventIds = new Set<string>();
    for await (const recorded of this.store.readStream(stream)) {
      if (!within(recorded)) break;
      state = this.evolve(state, recorded);
      revision = recorded.revision;
      correlationId ??= recorded.metadata.correlationId;
      eventIds.add(recorded.eventId);
    }
    return { state, revision, correlationId, eventIds };
  }

  private toNewEvent(event: Event, stream: string, index: number, { commandId, ...metadata }: Cause): NewEvent {
    const { data, schemaVersion } = this.definition.codec.encode(event);
    const eventId = appendedEventId(commandId, stream, index);
    return { eventId, type: event.type, data, metadata: { ...metadata, schemaVersion } };
  }
}
