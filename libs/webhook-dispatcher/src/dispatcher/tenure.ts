import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@counterfoil/event-sourcing';
import { dueOf, type Due } from '../read-model/due-deliveries.ts';
import { toldBy, type Told } from '../read-model/event-rows.ts';
import { wants, type Listener } from '../read-model/listeners.ts';
import type { DispatchStanding } from './dispatch-metrics.ts';
import { KnownListeners } from './known-listeners.ts';
import { Lane, READ_AHEAD, type Attempt } from './lane.ts';

/** What a tenure reads and does. */
export interface Work {
  /** Resolves once the rows hold everything that the log holds now. */
  readonly caughtUp: () => Promise<void>;
  readonly readDue: (inHand: readonly string[], full: readonly string[], limit: number) => Promise<readonly Due[]>;
  /** How far the rows were when they were read last: what was recorded up to there, they have said. */
  readonly readUpTo: () => bigint;
  /** Undefined while the rows are being computed anew. */
  readonly readListeners: (merchantIds: readonly string[]) => Promise<readonly Listener[] | undefined>;
  readonly attempt: Attempt;
  /** Tells of what went wrong; the next look tries again. */
  readonly stumbled: (error: unknown) => void;
}

/** How often it looks for what has come due, and after what went wrong, milliseconds of real time. */
const LOOK_EVERY_MS = 1_000;

/** Tries that were recorded since the rows were read last: with more nothing goes out but what they say. */
const MOST_ENDED = 10_000;

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
  private readonly ended = new Set<string>();
  private isWanted = false;
  private isStale = true;
  private readonly listeners = new KnownListeners();
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

  /**
   * What was recorded goes out at once to whom it is known to be for: what the rows will say need not be waited for. It is looked
   * for in the rows where they may say something else.
   */
  tell(recorded: RecordedEvent): void {
    if (this.signal.aborted || recorded.position <= this.work.readUpTo()) return;
    // Rows that have fallen so far behind are waited for: what they do not know of is remembered here.
    if (this.ended.size >= MOST_ENDED) return this.look();
    const listeners = this.listeners.of(recorded.metadata.merchantId);
    if (!listeners) return this.look();
    if (listeners.length === 0) return;
    const told = toldBy(recorded);
    const taken = listeners.filter(listener => wants(listener, told.event)).map(listener => this.offer(listener, told));
    if (taken.includes(false)) this.look();
  }

  /** Something of this merchant's endpoints, or of what they are sent, has changed: what was read ahead may not be right any more. */
  change(merchantId: string): void {
    this.listeners.forget(merchantId);
    this.isStale = true;
    this.look();
  }

  /** There may be something due. */
  look(): void {
    this.isWanted = true;
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
    this.takeBack();
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
    const before = [...this.ended];
    const { isStale } = this;
    this.isStale = false;
    try {
      await this.listeners.learn(async merchantIds => {
        await this.work.caughtUp();
        return merchantIds.length === 0 ? [] : this.work.readListeners(merchantIds);
      });
    } catch (error) {
      this.isStale ||= isStale;
      throw error;
    }
    // The rows know of it.
    for (const id of before) this.ended.delete(id);
    if (isStale) this.takeBack();
    this.dropIdle();
    const full = [...this.lanes].filter(([, lane]) => lane.isFull);
    for (const [, lane] of full) lane.expectMore();
    const read = [...this.inHand, ...this.ended];
    const due = await this.work.readDue(
      read,
      full.map(([id]) => id),
      READ_AHEAD,
    );
    for (const [endpointId, ofEndpoint] of Map.groupBy(due, ({ endpoint_id }) => endpoint_id)) {
      // One that ended or came to hand while the rows were read may be among them as it was before.
      const fresh = ofEndpoint.filter(({ id }) => !this.ended.has(id) && !this.inHand.has(id));
      for (const { id } of fresh) this.inHand.add(id);
      this.laneOf(endpointId).add(fresh, ofEndpoint.some(isOneOfMore(ofEndpoint.length)));
    }
  }

  /** Whether the rows need not be asked of it. */
  private offer(listener: Listener, told: Told): boolean {
    if (listener.is_gone) return true;
    // They know best of order, and of how an endpoint was before it changed.
    if (listener.ordered || BigInt(listener.changed_position) > told.position) return false;
    const due = dueOf(listener, told);
    if (this.inHand.has(due.id) || this.ended.has(due.id)) return true;
    const lane = this.laneOf(listener.id);
    if (lane.offer(due)) {
      this.inHand.add(due.id);
      return true;
    }
    // A full lane asks for more once it has room; but it forgets that it has to when rows come that were read before.
    return lane.isFull && !this.isLooking;
  }

  private dropIdle(): void {
    for (const [id, lane] of this.lanes) if (lane.isIdle) this.lanes.delete(id);
  }

  private laneOf(endpointId: string): Lane {
    const known = this.lanes.get(endpointId);
    if (known) return known;
    const attempt: Attempt = (due, answered) => this.attempt(due, answered);
    const lane = new Lane({ attempt, wantMore: () => this.look(), signal: this.signal });
    this.lanes.set(endpointId, lane);
    return lane;
  }

  private async attempt(...[due, answered]: Parameters<Attempt>): Promise<boolean> {
    try {
      const isDelivered = await this.work.attempt(due, answered);
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

  private takeBack(): void {
    const taken = [...this.lanes.values()].flatMap(lane => lane.takeBack());
    for (const { id } of taken) this.inHand.delete(id);
    // The row of one that had just been recorded may not be there yet.
    if (taken.length > 0) this.isWanted = true;
  }
}
