import { setImmediate } from 'node:timers/promises';
import type { AllStreamSubscription } from '@eventstore/db-client';
import type { LogBatch, LogFilter } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { type Client, FROM_LEADER, READ_AHEAD } from './client-reads.ts';
import { fromPosition, isWanted, PAGE, positionOf, recordedEvent, type ServerEvent } from './recorded.ts';
import { serverFilter } from './server-filter.ts';

/** Far behind the log, or at its head. */
export type Pace = 'behind' | 'live';

/**
 * Events that the server looks at between two checkpoints: many, to be quick; or one, so that a reader whom nothing
 * concerns knows its position exactly.
 */
const WINDOW = { behind: PAGE, live: 1 } as const;

/** One subscription of the client, pulled at its reader's pace: what is not taken is not sent for long. */
export class CatchUpSubscription {
  private readonly subscription: AllStreamSubscription;
  private ending: { readonly error?: Error } | undefined;
  private wake = (): void => {};
  /** The server has looked at everything up to here, and all that was wanted of it has arrived. */
  private passed: bigint;

  constructor(
    client: Client,
    private reached: bigint,
    private readonly filter: LogFilter,
    pace: Pace,
  ) {
    this.passed = reached;
    const checkpoints = {
      maxSearchWindow: WINDOW[pace],
      checkpointReached: (_: unknown, position: { readonly commit: bigint }) => {
        this.passed = position.commit;
        this.wake();
      },
    };
    const options = { fromPosition: fromPosition(reached), filter: serverFilter(filter, checkpoints), ...FROM_LEADER };
    // The listeners stay: a call may fail once more after its reader has left, and unheard that would end the process.
    this.subscription = client.subscribeToAll(options, READ_AHEAD);
    this.subscription.on('readable', () => this.wake());
    this.subscription.on('error', error => this.end({ error }));
    this.subscription.on('end', () => this.end({}));
    this.subscription.on(pace === 'behind' ? 'caughtUp' : 'fellBehind', () => this.end({}));
  }

  /** Until it is at the other pace, or `signal` aborts. @throws what the call failed with */
  async *batches(signal: AbortSignal): AsyncGenerator<LogBatch, void> {
    const wakeUp = (): void => this.wake();
    signal.addEventListener('abort', wakeUp);
    try {
      while (!signal.aborted) {
        // What arrives together is handed out together.
        await setImmediate();
        const batch = this.take();
        if (batch) yield batch;
        else if (this.ending) return this.finish(this.ending);
        else await new Promise<void>(resolve => (this.wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wakeUp);
      // A call that never began cannot be cancelled.
      await this.subscription.unsubscribe().catch(() => undefined);
    }
  }

  private finish({ error }: { readonly error?: Error }): void {
    if (error) throw error;
  }

  private end(ending: { readonly error?: Error }): void {
    this.ending ??= ending;
    this.wake();
  }

  /** What has arrived since, if anything has. */
  private take(): LogBatch | undefined {
    const events: RecordedEvent[] = [];
    const before = this.reached;
    for (;;) {
      if (events.length === PAGE) break;
      const resolved = this.subscription.read() as ServerEvent | null;
      // With nothing left to take, the checkpoint holds for everything that was taken.
      if (!resolved) {
        if (this.passed > this.reached) this.reached = this.passed;
        break;
      }
      const position = positionOf(resolved);
      if (position <= this.reached) continue;
      this.reached = position;
      const event = isWanted(resolved, this.filter) ? recordedEvent(resolved) : undefined;
      if (event) events.push(event);
    }
    return this.reached > before ? { events, position: this.reached } : undefined;
  }
}
