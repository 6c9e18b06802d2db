import { setTimeout as sleep } from 'node:timers/promises';
import type { Due } from '../read-model/due-deliveries.ts';
import type { DispatchStanding } from './dispatch-metrics.ts';
import { Lane, READ_AHEAD } from './lane.ts';

/** What a tenure reads and does. */
export interface Work {
  /** Resolves once the rows hold everything that the log holds now. */
  readonly caughtUp: () => Promise<void>;
  readonly readDue: (inHand: readonly string[], full: readonly string[], limit: number) => Promise<readonly Due[]>;
  /** The merchants to whom something may be sent. */
  readonly readListening: () => Promise<ReadonlySet<string>>;
  /** Sends and records; whether it was delivered. */
  readonly attempt: (due: Due) => Promise<boolean>;
  /** Tells of what went wrong; the next look tries again. */
  readonly stumbled: (error: unknown) => void;
}

/** How often it looks for what has come due, and after what went wrong, milliseconds of real time. */
const LOOK_EVERY_MS = 1_000;

/** Whether a delivery that was read among so many tells of more: as many as were asked for, or others that wait for it. */
const isOneOfMore =
  (count: number) =>
  ({ ordered, concurrency }: Due): boolean =>
    ordered || count >= READ_AHEAD * concurrency;

/** The time in which this process, and no other, sends what is due. */
export class Tenure {
  private readonly lanes = new Map<string, Lane>();
  /** Read and not yet recorded: never sent a second time meanwhile. */
  private readonly inHand = new Set<string>();
  /** Recorded, and perhaps not yet in the rows. */
  private ended = new Set<string>();
  private isWanted = false;
  private isStale = true;
  private listening: ReadonlySet<string> = new Set();
  private isLooking = false;
  private tries = 0;
  private wake = (): void => {};

  constructor(
    private readonly work: Work,
    private readonly signal: AbortSignal,
  ) {}

  get standing(): DispatchStanding {
    const busy = [...this.lanes.values()].filter(lane => lane.isBusy);
    return { lanes: busy.length, inFlight: busy.reduce((sum, { inFlight }) => sum + inFlight, 0) };
  }

  /** Whether what happens to this merchant may be sent to anybody. */
  mayListen(merchantId: string): boolean {
    return this.isStale || this.listening.has(merchantId);
  }

  /** There may be something due. `stale`: what was read ahead may not be right any more. */
  look({ stale = false } = {}): void {
    this.isWanted = true;
    this.isStale ||= stale;
    this.wake();
  }

  /** Looks whenever there may be something, and once a second, until `signal` aborts; resolves when no try is under way. */
  async run(): Promise<void> {
    const every = setInterval(() => this.look(), LOOK_EVERY_MS);
    const ended = (): void => this.wake();
    this.signal.addEventListener('abort', ended);
    this.look();
    while (!this.signal.aborted) {
      if (this.isWanted) await this.lookNow();
      else await new Promise<void>(resolve => (this.wake = resolve));
    }
    this.signal.removeEventListener('abort', ended);
    clearInterval(every);
    for (const lane of this.lanes.values()) this.forget(lane.takeBack());
    while (this.inHand.size > 0) await sleep(10);
  }

  /** Sends what is due, for as long as `patienceMs`, and answers how many tries have ended: whoever hangs is not waited for. */
  async drain(patienceMs: number): Promise<number> {
    const before = this.tries;
    const deadline = performance.now() + patienceMs;
    this.look();
    while (
      (this.isWanted || this.isLooking || this.inHand.size > 0) &&
      performance.now() < deadline &&
      !this.signal.aborted
    )
      await sleep(5);
    return this.tries - before + Number(this.isWanted || this.isLooking);
  }

  private async lookNow(): Promise<void> {
    this.isWanted = false;
    this.isLooking = true;
    try {
      await this.handOut();
    } catch (error) {
      this.work.stumbled(error);
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.signal }).catch(() => {
        // Aborted: it will not look again.
      });
    } finally {
      this.isLooking = false;
    }
  }

  private async handOut(): Promise<void> {
    const before = this.ended;
    const { isStale } = this;
    this.ended = new Set();
    this.isStale = false;
    try {
      await this.work.caughtUp();
      if (isStale) this.listening = await this.work.readListening();
    } catch (error) {
      for (const id of before) this.ended.add(id);
      this.isStale ||= isStale;
      throw error;
    }
    // From here on the rows know of what had ended before.
    if (isStale) for (const lane of this.lanes.values()) this.forget(lane.takeBack());
    this.dropIdle();
    const full = [...this.lanes].filter(([, lane]) => lane.isFull).map(([id]) => id);
    const due = await this.work.readDue([...this.inHand, ...this.ended], full, READ_AHEAD);
    for (const [endpointId, ofEndpoint] of Map.groupBy(due, ({ endpoint_id }) => endpoint_id)) {
      // One that ended while the rows were read may be among them as it was before.
      const fresh = ofEndpoint.filter(({ id }) => !this.ended.has(id));
      for (const { id } of fresh) this.inHand.add(id);
      this.laneOf(endpointId).add(fresh, ofEndpoint.some(isOneOfMore(ofEndpoint.length)));
    }
  }

  private dropIdle(): void {
    for (const [id, lane] of this.lanes) if (lane.isIdle) this.lanes.delete(id);
  }

  private laneOf(endpointId: string): Lane {
    const known = this.lanes.get(endpointId);
    if (known) return known;
    const attempt = (due: Due): Promise<boolean> => this.attempt(due);
    const lane = new Lane({ attempt, wantMore: () => this.look(), signal: this.signal });
    this.lanes.set(endpointId, lane);
    return lane;
  }

  private async attempt(due: Due): Promise<boolean> {
    try {
      const isDelivered = await this.work.attempt(due);
      this.ended.add(due.id);
      return isDelivered;
    } catch (error) {
      // Nothing of it is recorded: it is due as before, and will be sent again, but not as fast as it failed.
      this.work.stumbled(error);
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.signal }).catch(() => {
        // Aborted: nothing is sent again.
      });
      return false;
    } finally {
      this.tries += 1;
      this.inHand.delete(due.id);
    }
  }

  private forget(due: readonly Due[]): void {
    for (const { id } of due) this.inHand.delete(id);
  }
}
