import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** So many callers are remembered; one that is forgotten begins anew. */
const MOST_CALLERS = 10_000;

interface Allowance {
  readonly left: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What became of one request under the limit. */
interface Taken {
  readonly isAllowed: boolean;
  /** Whole requests that are left now. */
  readonly remaining: number;
}

/** Token buckets: each caller has `perSecond` requests in hand at most, and gets that many a second of the clock. */
export class RateLimit {
  private readonly allowances = new LRUCache<string, Allowance>({ max: MOST_CALLERS });

  constructor(
    readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Takes one request out of the caller's allowance, if there is one. */
  take(caller: string): Taken {
    const at = this.clock.now().getTime();
    const known = this.allowances.get(caller) ?? { left: this.perSecond, at };
    // A clock that is set back gives nothing, and takes nothing.
    const refilled = (Math.max(0, at - known.at) * this.perSecond) / 1_000;
    const inHand = Math.min(this.perSecond, known.left + refilled);
    const isAllowed = inHand >= 1;
    const left = isAllowed ? inHand - 1 : inHand;
    this.allowances.set(caller, { left, at });
    return { isAllowed, remaining: Math.floor(left) };
  }
}
