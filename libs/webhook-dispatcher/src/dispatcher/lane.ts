import type { Due } from '../read-model/due-deliveries.ts';

/** Deliveries of one endpoint that are read ahead, for each try that it takes at a time. */
export const READ_AHEAD = 6;

/** With so few left for each, a lane asks for more while it still has work. */
const LOW = 3;

/** Tries that were answered and are being recorded are so many at most, with those under way, for each that it takes at a time. */
const UNRECORDED = 2;

/**
 * Sends one delivery, says as soon as its receiver has answered whether it is delivered, and records it. False when it is not
 * delivered, or not recorded.
 */
export type Attempt = (due: Due, answered: (isDelivered: boolean) => void) => Promise<boolean>;

/** What a lane needs of the dispatcher. */
interface Ports {
  readonly attempt: Attempt;
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
  /** Those under way among them. */
  private unrecorded = 0;
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
    return this.unrecorded > 0 || this.queue.length > 0;
  }

  get inFlight(): number {
    return this.underWay;
  }

  /** Nothing is under way or being recorded, and nothing has to be remembered: neither that it fails, nor when its next try may begin. */
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
      if (!this.hasRoom(due)) return;
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

  /** The receiver's room: what it has answered is recorded beside its next tries, but not while it fails. */
  private hasRoom({ concurrency }: Due): boolean {
    if (this.fails) return this.unrecorded === 0;
    return this.underWay < concurrency && this.unrecorded < UNRECORDED * concurrency;
  }

  private async begin(due: Due): Promise<void> {
    this.underWay += 1;
    this.unrecorded += 1;
    let isAnswered = false;
    const answered = (isDelivered: boolean): void => {
      if (!isAnswered) this.underWay -= 1;
      isAnswered = true;
      this.fails = !isDelivered;
      this.pump();
    };
    try {
      if (!(await this.ports.attempt(due, answered))) answered(false);
    } finally {
      this.unrecorded -= 1;
      if (this.isLikelyMore && !this.isFull) this.ports.wantMore();
      this.pump();
    }
  }
}
