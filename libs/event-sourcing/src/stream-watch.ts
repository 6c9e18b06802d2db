import type { Aggregate, Loaded } from './aggregate.ts';
import type { TypedEvent } from './event-codec.ts';
import type { EventStore } from './event-store.ts';
import type { RecordedEvent } from './recorded-event.ts';

type Listener = (event: RecordedEvent) => void;

/** Tells who waits for a stream of its new events: one subscription for all waiters of a process. */
export class StreamWatch {
  private readonly listeners = new Map<string, Set<Listener>>();

  private constructor(private readonly stopping: AbortController) {}

  /** Watches from the log's head on. `failed` is called when the subscription ends in an error. */
  static async start(
    store: EventStore,
    categories: readonly string[],
    failed: (error: unknown) => void,
  ): Promise<StreamWatch> {
    const stopping = new AbortController();
    const watch = new StreamWatch(stopping);
    const after = await store.head();
    void watch.run(store.subscribe({ after, filter: { categories }, signal: stopping.signal })).catch(failed);
    return watch;
  }

  stop(): void {
    this.stopping.abort();
  }

  /**
   * Waits until the aggregate's state satisfies `reached`, at most `timeoutMs`.
   * Resolves with the last state seen, satisfying or not.
   */
  async until<Command, State, Event extends TypedEvent>(
    aggregate: Aggregate<Command, State, Event>,
    id: string,
    reached: (state: State) => boolean,
    timeoutMs: number,
  ): Promise<Loaded<State>> {
    const stream = aggregate.stream(id);
    const arrived: RecordedEvent[] = [];
    let wake = (): void => {};
    const stopListening = this.listen(stream, event => {
      arrived.push(event);
      wake();
    });
    const deadline = AbortSignal.timeout(timeoutMs);
    deadline.addEventListener('abort', () => wake(), { once: true });
    try {
      let seen = await aggregate.load(id);
      while (!reached(seen.state) && !deadline.aborted) {
        const next = arrived.shift();
        if (next) seen = this.follow(aggregate, seen, next) ?? (await aggregate.load(id));
        else await new Promise<void>(resolve => (wake = resolve));
      }
      return seen;
    } finally {
      stopListening();
    }
  }

  /** The state after `event`, or undefined when events between were not seen. */
  private follow<Command, State, Event extends TypedEvent>(
    aggregate: Aggregate<Command, State, Event>,
    seen: Loaded<State>,
    event: RecordedEvent,
  ): Loaded<State> | undefined {
    const last = seen.revision === 'no_stream' ? -1 : seen.revision;
    if (event.revision <= last) return seen;
    if (event.revision > last + 1) return undefined;
    return {
      state: aggregate.evolve(seen.state, event),
      revision: event.revision,
      correlationId: seen.correlationId ?? event.metadata.correlationId,
    };
  }

  private listen(stream: string, listener: Listener): () => void {
    const listeners = this.listeners.get(stream) ?? new Set();
    this.listeners.set(stream, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(stream) === listeners) this.listeners.delete(stream);
    };
  }

  private async run(batches: ReturnType<EventStore['subscribe']>): Promise<void> {
    for await (const { events } of batches)
      for (const event of events) this.listeners.get(event.stream)?.forEach(listener => listener(event));
  }
}
