import { crashPoint } from '@counterfoil/platform';
import { bulkhead, ExponentialBackoff, fullJitterGenerator } from 'cockatiel';
import type { IBackoff } from 'cockatiel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GivenUp } from './dead-letters.ts';
import type { AttemptOptions } from './options.ts';

/** Nobody here can read the event, and to skip it would be wrong for ever. */
export const stopsReader = (error: unknown): boolean =>
  error instanceof Error && 'stopsReader' in error && error.stopsReader === true;

/** Tries of a consumer's handler: so many at one time, so many a message. */
export class Attempts {
  private readonly slots;
  private readonly backoff;
  private readonly maxAttempts;

  constructor(
    private readonly options: AttemptOptions,
    private readonly signal: AbortSignal,
  ) {
    const { concurrency = 64, retry = {} } = options;
    this.slots = bulkhead(concurrency, Infinity);
    this.maxAttempts = retry.maxAttempts ?? 10;
    this.backoff = new ExponentialBackoff({
      generator: fullJitterGenerator,
      initialDelay: retry.initialDelayMs ?? 100,
      maxDelay: retry.maxDelayMs ?? 30_000,
    });
  }

  /**
   * Undefined when `work` succeeded; `about` says what it is about in the log.
   * @throws its error when it stops the reader; anything once the signal has aborted: the message is not done.
   */
  async handle(work: () => Promise<void>, about: object): Promise<GivenUp | undefined> {
    let wait: IBackoff<unknown> | undefined;
    for (let attempts = 1; ; attempts += 1) {
      try {
        await this.slots.execute(() => this.begin(work));
        crashPoint('message-handled');
        return undefined;
      } catch (error) {
        if (stopsReader(error) || this.signal.aborted) throw error;
        const { name, log } = this.options;
        log.warn({ err: error, consumer: name, ...about, attempts }, 'handler failed');
        if (attempts >= this.maxAttempts) return { error, attempts };
        wait = wait?.next(undefined) ?? this.backoff.next();
        await sleep(wait.duration, undefined, { signal: this.signal });
      }
    }
  }

  /** The slot may have come after the end. */
  private begin(work: () => Promise<void>): Promise<void> {
    this.signal.throwIfAborted();
    return work();
  }
}
