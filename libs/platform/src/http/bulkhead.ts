/** The right to work, to be given back once. */
export interface Place {
  /** Lets another to work while this one only waits. */
  stepAside(): void;
  release(): void;
}

interface BulkheadOptions {
  /** Places. */
  readonly limit: number;
  /** Places that one caller may take: the others keep some, whatever it does. */
  readonly limitPerCaller: number;
  /** Requests that may wait for a place. */
  readonly queue: number;
  /** How long one waits at most, milliseconds. */
  readonly waitMs: number;
  /** Requests that may have stepped aside; beyond that they keep their places. */
  readonly aside: number;
}

/** `begin` is told once: a place, or null when there is none. */
type Begin = (place: Place | null) => void;

interface Waiter {
  readonly begin: Begin;
  readonly timer: NodeJS.Timeout;
}

/** Lets so many requests to work at a time; those that wait get their turn caller by caller, whoever sends most. */
export class Bulkhead {
  private readonly working = new Map<string, number>();
  /** By caller, whose turn is next first. */
  private readonly waiting = new Map<string, Waiter[]>();
  private taken = 0;
  private queued = 0;
  private aside = 0;

  constructor(private readonly options: BulkheadOptions) {}

  enter(caller: string, begin: Begin): void {
    if (this.hasPlaceFor(caller)) return begin(this.take(caller));
    if (this.queued >= this.options.queue && !this.displaceFor(caller)) return begin(null);
    const waiter = { begin, timer: setTimeout(() => this.turnAway(caller, waiter), this.options.waitMs).unref() };
    const line = this.waiting.get(caller) ?? [];
    this.waiting.set(caller, line);
    line.push(waiter);
    this.queued += 1;
  }

  private hasPlaceFor(caller: string): boolean {
    const { limit, limitPerCaller } = this.options;
    return this.taken < limit && (this.working.get(caller) ?? 0) < limitPerCaller;
  }

  private take(caller: string): Place {
    this.count(caller, 1);
    let state: 'working' | 'aside' | 'done' = 'working';
    return {
      stepAside: () => {
        if (state !== 'working' || this.aside >= this.options.aside) return;
        state = 'aside';
        this.aside += 1;
        this.leave(caller);
      },
      release: () => {
        if (state === 'working') this.leave(caller);
        if (state === 'aside') this.aside -= 1;
        state = 'done';
      },
    };
  }

  private leave(caller: string): void {
    this.count(caller, -1);
    const next = this.waiting.keys().find(candidate => this.hasPlaceFor(candidate));
    const waiter = next === undefined ? undefined : this.waiting.get(next)?.[0];
    if (next === undefined || !waiter) return;
    this.remove(next, waiter);
    this.toTheEnd(next);
    waiter.begin(this.take(next));
  }

  private count(caller: string, change: 1 | -1): void {
    this.taken += change;
    const working = (this.working.get(caller) ?? 0) + change;
    if (working === 0) this.working.delete(caller);
    else this.working.set(caller, working);
  }

  /** Turns away the last of the longest line, when that is longer than the caller's would be. */
  private displaceFor(caller: string): boolean {
    let longest = { caller, length: (this.waiting.get(caller)?.length ?? 0) + 1 };
    for (const [other, { length }] of this.waiting) if (length > longest.length) longest = { caller: other, length };
    const last = this.waiting.get(longest.caller)?.at(-1);
    if (longest.caller === caller || !last) return false;
    this.turnAway(longest.caller, last);
    return true;
  }

  private turnAway(caller: string, waiter: Waiter): void {
    this.remove(caller, waiter);
    waiter.begin(null);
  }

  private remove(caller: string, waiter: Waiter): void {
    const line = this.waiting.get(caller) ?? [];
    clearTimeout(waiter.timer);
    line.splice(line.indexOf(waiter), 1);
    if (line.length === 0) this.waiting.delete(caller);
    this.queued -= 1;
  }

  private toTheEnd(caller: string): void {
    const line = this.waiting.get(caller);
    if (!line) return;
    this.waiting.delete(caller);
    this.waiting.set(caller, line);
  }
}
