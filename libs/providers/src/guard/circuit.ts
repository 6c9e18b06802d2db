import type { Clock } from '@counterfoil/platform';
import { CircuitState, CountBreaker, ExponentialBackoff, noJitterGenerator } from 'cockatiel';
import type { IBackoff } from 'cockatiel';

/** Opens when more than half of the last twenty calls failed, ten at least. */
const OPENS = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };

/** How long it stays open: longer after each probe that failed, milliseconds. */
const waits = new ExponentialBackoff({ initialDelay: 5_000, maxDelay: 60_000, generator: noJitterGenerator });

/** `half_open`: it has waited, and lets one call through to see. */
export type CircuitStatus = 'closed' | 'open' | 'half_open';

/** Since when and why nobody is let through, and from when on one is, to see. */
export interface Outage {
  /** Too many calls failed; or the provider asks to be left alone. */
  readonly reason: 'circuit_open' | 'retry_after';
  readonly openedAt: Date;
  readonly retryAt: Date;
}

interface Broken extends Outage {
  /** The one before the next; undefined before the first. */
  readonly wait: IBackoff<unknown> | undefined;
  /** Ends with the call that is to show whether it works again; null while none is on its way. */
  readonly probe: Promise<void> | null;
}

/** A call that was let through; tells the circuit what came of it. */
export type Pass = (verdict: 'sound' | 'failed') => void;

/**
 * Whether a provider is worth calling. Cockatiel says which run of failures is too long and how long to wait; the states
 * are our own, because its circuit breaker knows no clock but the machine's, and has calls wait for the probe to its end.
 */
export class Circuit {
  private calls = new CountBreaker(OPENS);
  private broken: Broken | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly changed: (to: CircuitStatus) => void,
  ) {}

  get status(): CircuitStatus {
    if (!this.broken) return 'closed';
    return this.clock.now() < this.broken.retryAt ? 'open' : 'half_open';
  }

  get outage(): Outage | null {
    return this.broken;
  }

  /** Whether `enter` would let a call through. */
  get isPassable(): boolean {
    return !this.broken || (this.status === 'half_open' && !this.broken.probe);
  }

  /** The call that is on its way to show whether the provider works again, whatever comes of it; null without one. */
  get probe(): Promise<void> | null {
    return this.broken?.probe ?? null;
  }

  /** Lets a call through, or not: undefined. */
  enter(): Pass | undefined {
    if (!this.isPassable) return undefined;
    if (this.broken) return this.enterAsProbe(this.broken);
    const { calls } = this;
    return verdict => this.count(verdict, calls);
  }

  /** The provider asks for it. Who asks for less than it has asked for already is not heard. */
  leaveAlone(forMs: number): void {
    const now = this.clock.now();
    const retryAt = new Date(now.getTime() + forMs);
    if (this.broken && !this.broken.probe && this.broken.retryAt >= retryAt) return;
    const { openedAt = now, wait } = this.broken ?? {};
    this.break({ reason: 'retry_after', openedAt, retryAt, wait });
  }

  private enterAsProbe(broken: Broken): Pass {
    const { promise: probe, resolve: end } = Promise.withResolvers<void>();
    const probed = { ...broken, probe };
    this.broken = probed;
    this.changed('half_open');
    return verdict => {
      end();
      // The provider may have asked to be left alone meanwhile.
      if (this.broken !== probed) return;
      if (verdict === 'failed') return this.open(broken);
      this.broken = null;
      this.calls = new CountBreaker(OPENS);
      this.changed('closed');
    };
  }

  /** What a call says that began before the circuit opened is no news, nor is it after it has closed again. */
  private count(verdict: 'sound' | 'failed', calls: CountBreaker): void {
    if (this.broken || calls !== this.calls) return;
    if (verdict === 'sound') calls.success(CircuitState.Closed);
    else if (calls.failure(CircuitState.Closed)) this.open(null);
  }

  private open(before: Broken | null): void {
    const now = this.clock.now();
    const wait = before?.wait?.next(undefined) ?? waits.next();
    const retryAt = new Date(now.getTime() + wait.duration);
    this.break({ reason: 'circuit_open', openedAt: before?.openedAt ?? now, retryAt, wait });
  }

  private break(broken: Omit<Broken, 'probe'>): void {
    const isNews = this.status !== 'open';
    this.broken = { ...broken, probe: null };
    if (isNews) this.changed('open');
  }
}
