import { stepAside } from '@counterfoil/platform';
import type { Aggregate, Loaded } from './aggregate.ts';
import type { TypedEvent } from './event-codec.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** What has arrived on one aggregate's stream since somebody began to listen to it. */
export class StreamFollower<State> {
  constructor(
    private readonly aggregate: Pick<Aggregate<never, State, TypedEvent>, 'evolve' | 'load'>,
    private readonly id: string,
    private readonly arrived: RecordedEvent[],
    private readonly onArrival: (wake: () => void) => void,
  ) {}

  /**
   * Goes on from `seen`, which must not be older than the listening, until the state satisfies `reached`, at most
   * `timeoutMs` and until `signal`. Resolves with the last state seen, satisfying or not.
   */
  async until(
    seen: Loaded<State>,
    reached: (state: State) => boolean,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Loaded<State>> {
    let wake = (): void => {};
    let isOver = false;
    const end = (): void => {
      isOver = true;
      wake();
    };
    const deadline = setTimeout(end, timeoutMs);
    signal?.addEventListener('abort', end);
    this.onArrival(() => wake());
    let latest = seen;
    try {
      while (!reached(latest.state) && !isOver) {
        const next = this.arrived.shift();
        if (next) latest = this.after(latest, next) ?? (await this.aggregate.load(this.id));
        else {
          stepAside();
          await new Promise<void>(resolve => (wake = resolve));
        }
      }
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', end);
    }
    return latest;
  }

  /** The state after `event`, or undefined when events between were not seen. */
  private after(seen: Loaded<State>, event: RecordedEvent): Loaded<State> | undefined {
    const last = seen.revision === 'no_stream' ? -1 : seen.revision;
    if (event.revision <= last) return seen;
    if (event.revision > last + 1) return undefined;
    return {
      state: this.aggregate.evolve(seen.state, event),
      revision: event.revision,
      correlationId: seen.correlationId ?? event.metadata.correlationId,
    };
  }
}
