import { ExponentialBackoff, fullJitterGenerator } from 'cockatiel';
import { LRUCache } from 'lru-cache';

interface Wait {
  /** How often it was asked about in vain while it was young. */
  readonly step: ReturnType<ExponentialBackoff<unknown>['next']>;
  readonly dueAt: number;
}

/** More than may be open at one time; one that is forgotten is asked about sooner, which does no harm. */
const MAX_WAITS = 100_000;

/**
 * Who has been asked about in vain, and is to be left alone for a while: the longer, the oftener, and once it is late for
 * `everyMs` each time. Times in milliseconds.
 */
export class Waits {
  private readonly waits = new LRUCache<string, Wait>({ max: MAX_WAITS });
  private readonly backoff;

  constructor(private readonly everyMs: number) {
    this.backoff = new ExponentialBackoff({
      generator: fullJitterGenerator,
      initialDelay: Math.min(1_000, everyMs),
      maxDelay: everyMs,
    });
  }

  /** Who is not to be asked about at `now`. */
  pending(now: number): readonly string[] {
    return Array.from(this.waits.entries())
      .filter(([, { dueAt }]) => dueAt > now)
      .map(([id]) => id);
  }

  postpone(id: string, now: number, isLate: boolean): void {
    const step = this.waits.get(id)?.step.next(undefined) ?? this.backoff.next();
    this.waits.set(id, { step, dueAt: now + (isLate ? this.everyMs : step.duration) });
  }

  end(id: string): void {
    this.waits.delete(id);
  }
}
