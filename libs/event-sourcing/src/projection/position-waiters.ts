interface Waiter {
  readonly position: bigint;
  readonly resolve: (reached: boolean) => void;
}

/** Who waits for a reader of the log to reach a position. */
export class PositionWaiters {
  private reached = 0n;
  private readonly waiters = new Set<Waiter>();
  private hurry = (): void => {};

  get position(): bigint {
    return this.reached;
  }

  advance(position: bigint): void {
    this.reached = position;
    for (const waiter of this.waiters) if (waiter.position <= position) waiter.resolve(true);
  }

  /** Resolves after `ms`, or as soon as somebody waits: time in which a reader may let events gather. */
  untilAwaited(ms: number): Promise<void> {
    if (this.waiters.size > 0) return Promise.resolve();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  waitUntil(position: bigint, timeoutMs: number): Promise<boolean> {
    if (this.reached >= position) return Promise.resolve(true);
    return new Promise(resolve => {
      const finish = (reached: boolean): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(reached);
      };
      const timer = setTimeout(finish, timeoutMs, false);
      const waiter: Waiter = { position, resolve: finish };
      this.waiters.add(waiter);
      this.hurry();
    });
  }
}
