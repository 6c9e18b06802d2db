import { setTimeout as sleep } from 'node:timers/promises';
import type { Aggregate, Loaded } from './aggregate.ts';
import type { TypedEvent } from './event-codec.ts';
import type { EventStore, ReadLog } from './event-store.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { StreamFollower } from './stream-follower.ts';

type Listener = (event: RecordedEvent) => void;

type WatchFrom = Required<ReadLog>;

/** How long after a failure the log is subscribed to again, milliseconds. */
const AGAIN_AFTER_MS = 500;

/** Tells who waits for a stream of its new events: one subscription for all waiters of a process. */
export class StreamWatch {
  private readonly listeners = new Map<string, Set<Listener>>();

  private constructor(private readonly stopping: AbortController) {}

  /** Watches from the log's head on. `stumbled` is told when the subscription fails; it is begun again where it was. */
  static async start(
    store: EventStore,
    categories: readonly string[],
    stumbled: (error: unknown) => void,
  ): Promise<StreamWatch> {
    const stopping = new AbortController();
    const watch = new StreamWatch(stopping);
    void watch.run(store, { after: await store.head(), filter: { categories }, signal: stopping.signal }, stumbled);
    return watch;
  }

  stop(): void {
    this.stopping.abort();
  }

  /**
   * Listens to the aggregate's stream from now on: to be called before the command whose outcome is waited for, and
   * disposed of afterwards.
   */
  follow<Command, State, Event extends TypedEvent>(
    aggregate: Aggregate<Command, State, Event>,
    id: string,
  ): StreamFollower<State> & Disposable {
    const arrived: RecordedEvent[] = [];
    let wake = (): void => {};
    const stopListening = this.listen(aggregate.stream(id), event => {
      arrived.push(event);
      wake();
    });
    const follower = new StreamFollower(aggregate, id, arrived, listener => (wake = listener));
    return Object.assign(follower, { [Symbol.dispose]: stopListening });
  }

  /**
   * Waits, at most `timeoutMs` and until `signal`, until the state satisfies `reached`. Resolves with the last one seen,
   * either way.
   */
  async until<Command, State, Event extends TypedEvent>(
    aggregate: Aggregate<Command, State, Event>,
    id: string,
    reached: (state: State) => boolean,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Loaded<State>> {
    using follower = this.follow(aggregate, id);
    return await follower.until(await aggregate.load(id), reached, timeoutMs, signal);
  }

  private listen(stream: string, listener: Listener): () => void {
    const listeners = this.listeners.get(stream) ?? new Set();
    this.listeners.set(stream, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(stream) === listeners) this.listeners.delete(stream);
    };
  }

  private async run(store: EventStore, from: WatchFrom, stumbled: (error: unknown) => void): Promise<void> {
    let { after } = from;
    while (!from.signal.aborted) {
      try {
        for await (const { events, position } of store.subscribe({ ...from, after })) {
          for (const event of events) this.listeners.get(event.stream)?.forEach(listener => listener(event));
          after = position;
        }
      } catch (error) {
        stumbled(error);
      }
      // Also when the log was closed; an abort ends the wait early, which is all it is for.
      await sleep(AGAIN_AFTER_MS, undefined, { signal: from.signal, ref: false }).catch(() => undefined);
    }
  }
}
