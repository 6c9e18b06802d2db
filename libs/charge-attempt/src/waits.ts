import { ExponentialBackoff } from 'cockatiel';
import { LRUCache } from 'lru-cache';

const backoff = new ExponentialBackoff({ initialDelay: 1_000, maxDelay: 60_000 });

interface Wait {
  readonly step: ReturnType<typeof backoff.next>;
  readonly dueAt: number;
}

/** More than may be open at one time; one that is forgotten is asked about sooner, which does no harm. */
const MAX_WAITS = 100_000;

/** Who has been asked about in vain, and is to be left alone for a while: the longer, the oftener. Times in milliseconds. */
export class Waits {
  private readonly waits = new LRUCache<string, Wait>({ max: MAX_WAITS });

  /** Who is not to be asked about at `now`. */
  pending(now: number): readonly string[] {
    return Array.from(this.waits.entries())
      .filter(([, { dueAt }]) => dueAt > now)
      .map(([id]) => id);
  }

  postpone(id: string, now: number): void {
    const step = (this.waits.get(id)?.step ?? backoff).next(undefined);
    this.waits.set(id, { step, dueAt: now + step.duration });
  }

  end(id: string): void {
    this.waits.delete(id);
  }
}
