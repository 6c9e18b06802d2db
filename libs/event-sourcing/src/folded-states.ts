import { LRUCache } from 'lru-cache';
import type { Aggregate } from './aggregate.ts';
import type { TypedEvent } from './event-codec.ts';
import type { RecordedEvent } from './recorded-event.ts';

interface Known<State> {
  readonly revision: number;
  readonly state: Begun<State>;
}

/** A state that an event has left: not that of a stream before its first event. */
export type Begun<State> = Exclude<State & {}, { readonly status: 'NONE' }>;

/**
 * The state of an aggregate right after a given event, for readers that follow the log: read models and public events
 * are views of it. Remembers the latest states, so that a reader in order folds each event once.
 */
export class FoldedStates<Command, State, Event extends TypedEvent> {
  private readonly latest = new LRUCache<string, Known<State>>({ max: 5_000 });

  constructor(private readonly aggregate: Aggregate<Command, State & {}, Event>) {}

  /** @throws UnreadableEvent */
  async after(event: RecordedEvent): Promise<Begun<State>> {
    const known = this.latest.get(event.stream);
    if (known?.revision === event.revision) return known.state;
    const state = this.begun(await this.fold(event, known), event);
    if (!known || known.revision < event.revision) this.latest.set(event.stream, { revision: event.revision, state });
    return state;
  }

  /** An event that leaves the initial state is a broken decider; what the check proves the compiler cannot see. */
  private begun(state: State & {}, event: RecordedEvent): Begun<State> {
    if (state === this.aggregate.definition.decider.initialState)
      throw new Error(`${event.stream}: event ${event.revision} left nothing behind`);
    return state as Begun<State>;
  }

  private async fold(event: RecordedEvent, known?: Known<State>): Promise<State & {}> {
    if (event.revision === 0) return this.aggregate.evolve(this.aggregate.definition.decider.initialState, event);
    if (known?.revision === event.revision - 1) return this.aggregate.evolve(known.state, event);
    const id = event.stream.slice(event.stream.indexOf('-') + 1);
    return (await this.aggregate.load(id, ({ revision }) => revision <= event.revision)).state;
  }
}
