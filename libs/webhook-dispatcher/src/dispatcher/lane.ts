import type { Due } from '../read-model/due-deliveries.ts';

/** Deliveries of one endpoint that are read ahead, for each try that it takes at a time. */
export const READ_AHEAD = 6;

/** With so few left for each, a lane asks for more while it still has work. */
const LOW = 3;

/** What a lane needs of the dispatcher. */
interface Ports {
  /** Sends one delivery and records what came of it; whether it was delivered. */
  readonly attempt: (due: Due) => Promise<boolean>;
  /** There is room, and may be more. */
  readonly wantMore: () => void;
  readonly signal: AbortSignal;
}

/**
 * One endpoint's deliveries, in its own time: as many tries at once as it takes, one while it fails, spaced by its rate limit.
 * Whatever it does, it holds up nobody but itself.
 */
export class Lane {
  private queue: Due[] = [];
  private underWay = 0;
  private fails = false;
  private isLikelyMore = false;
  /** When its rate limit lets the next try begin, of `performance.now()`: a receiver's time is real. */
  private nextAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly ports: Ports) {}

  get isFull(): boolean {
    return this.queue.length > LOW * (this.queue[0]?.concurrency ?? 0);
  }

  get isBusy(): boolean {
    return this.underWay > 0 || this.queue.length > 0;
  }

  get inFlight(): number {
    return this.underWay;
  }

  /** Nothing is under way, and nothing has to be remembered: neither that it fails, nor when its next try may begin. */
  get isIdle(): boolean {
    return !this.isBusy && !this.fails && this.nextAt <= performance.now();
  }

  /** What was read for it, in order, and whether there may be more. */
  add(due: readonly Due[], isLikelyMore: boolean): void {
    this.isLikelyMore = isLikelyMore;
    this.queue.push(...due);
    this.pump();
  }

  /** Takes one that has just come, unless others wait for room too; says whether it did. */
  offer(due: Due): boolean {
    if (this.isFull) this.expectMore();
    if (this.isLikelyMore) return false;
    this.add([due], false);
    return true;
  }

  /** There may be more, for when there is room. */
  expectMore(): void {
    this.isLikelyMore = true;
  }

  /** Gives back what has not begun: it may not be due any more, or to be sent elsewhere. */
  takeBack(): readonly Due[] {
    const taken = this.queue;
    this.queue = [];
    clearTimeout(this.timer);
    return taken;
  }

  private pump(): void {
    clearTimeout(this.timer);
    for (let due = this.queue[0]; due && !this.ports.signal.aborted; due = this.queue[0]) {
      if (this.underWay >= (this.fails ? 1 : due.concurrency)) return;
      const wait = this.nextAt - performance.now();
      if (wait > 0) {
        this.timer = setTimeout(() => this.pump(), wait);
        return;
      }
      this.queue.shift();
      this.nextAt =
        due.rate_limit_per_s === null ? 0 : Math.max(this.nextAt, performance.now() - 1) + 1_000 / due.rate_limit_per_s;
      void this.begin(due);
    }
  }

  private async begin(due: Due): Promise<void> {
    this.underWay += 1;
    try {
      this.fails = !(await this.ports.attempt(due));
    } finally {
      this.underWay -= 1;
      if (this.isLikelyMore && !this.isFull) this.ports.wantMore();
      this.pump();
    }
  }
}
