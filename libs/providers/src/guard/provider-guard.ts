import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@counterfoil/platform';
import { notSent, unknown, type Outcome } from '../answered.ts';
import type { Capabilities, Connector, NotSentOutcome, UnknownOutcome } from '../connector.ts';
import { Circuit, type CircuitStatus, type Outage, type Pass } from './circuit.ts';
import { Lane } from './lane.ts';

/** Why a provider is not called. */
export type Refusal = Outage['reason'] | 'bulkhead_full';

/** What somebody who watches the providers is told. */
export interface GuardWatch {
  circuitChanged(provider: string, to: CircuitStatus): void;
  callRefused(provider: string, why: Refusal): void;
}

/** How a provider stands at present. */
export interface ProviderStanding {
  readonly provider: string;
  readonly capabilities: Capabilities;
  readonly state: CircuitStatus;
  readonly outage: Outage | null;
  readonly inFlight: number;
  readonly queued: number;
}

/** Together no more at once than there are connections to a provider (http-call.ts). */
const CALLS = { atOnce: 64, queued: 64 };
const QUERIES = { atOnce: 32, queued: 128 };

/** How soon there may be room again, milliseconds. */
const FULL_MS = 1_000;

/** How long others wait for the call that is to show whether the provider works again: what works, answers by then. */
const PROBE_MS = 2_000;

const isUnknown = (outcome: Outcome | UnknownOutcome): outcome is UnknownOutcome => outcome.type === 'unknown';
const isNotSent = (outcome: Outcome | NotSentOutcome): outcome is NotSentOutcome =>
  outcome.type === 'failed_before_sending';

/**
 * Stands between us and a provider in trouble: so many calls at a time, and none while it is known to fail or asks to be
 * left alone. What became of earlier calls may be asked all the same, in a lane of its own: money may have moved.
 */
export class ProviderGuard {
  private readonly calls = new Lane(CALLS);
  private readonly queries = new Lane(QUERIES);
  private readonly circuit: Circuit;
  /** The provider, as it may be called. */
  readonly connector: Connector;

  constructor(
    guarded: Connector,
    private readonly clock: Clock,
    private readonly watch: GuardWatch,
  ) {
    const { provider, capabilities } = guarded;
    this.circuit = new Circuit(clock, to => watch.circuitChanged(provider, to));
    this.connector = {
      provider,
      capabilities,
      authorize: request => this.call(() => guarded.authorize(request)),
      operate: request => this.call(() => guarded.operate(request)),
      status: query => this.query(() => guarded.status(query)),
      abandon: query => this.query(() => guarded.abandon(query)),
      operationStatus: request => this.query(() => guarded.operationStatus(request)),
      dispute: query => this.query(() => guarded.dispute(query)),
      parseCallback: (...callback) => guarded.parseCallback(...callback),
    };
  }

  get standing(): ProviderStanding {
    const { provider, capabilities } = this.connector;
    return {
      provider,
      capabilities,
      state: this.circuit.status,
      outage: this.circuit.outage,
      inFlight: this.calls.inFlight + this.queries.inFlight,
      queued: this.calls.queued + this.queries.queued,
    };
  }

  /** Whether others wait for a call that is to show whether it works again. */
  get isOnTrial(): boolean {
    return this.circuit.probe !== null;
  }

  /** Why it would not be called now, and how long that lasts, milliseconds; null when it would be. */
  get refusal(): { readonly why: Refusal; readonly retryAfterMs: number } | null {
    const { outage } = this.circuit;
    if (outage && !this.circuit.isPassable)
      // While a probe is under way that time is over, and nobody knows for how much longer.
      return { why: outage.reason, retryAfterMs: Math.max(FULL_MS, outage.retryAt.getTime() - this.now()) };
    return this.calls.isFull ? { why: 'bulkhead_full', retryAfterMs: FULL_MS } : null;
  }

  private async call<Told extends Outcome>(call: () => Promise<Told>): Promise<Told | NotSentOutcome> {
    if (this.circuit.status === 'open') return this.refused();
    return this.calls.run(
      async () => {
        // The circuit may have opened while the call waited for its turn.
        const pass = this.circuit.enter() ?? (await this.enterAfterProbe());
        return pass ? this.judged(call, pass) : this.refused();
      },
      () => this.refused(),
    );
  }

  /** Routing prefers others meanwhile: who comes has met the probe on the way, or has nowhere else to go. */
  private async enterAfterProbe(): Promise<Pass | undefined> {
    const { probe } = this.circuit;
    if (!probe) return undefined;
    await Promise.race([probe, sleep(PROBE_MS, undefined, { ref: false })]);
    return this.circuit.enter();
  }

  private async judged<Told extends Outcome>(call: () => Promise<Told>, pass: Pass): Promise<Told> {
    let verdict: Parameters<Pass>[0] = 'failed';
    try {
      const outcome = await call();
      this.heed(outcome);
      // An answer about other money is an answer all the same, and so is a no.
      if (!isNotSent(outcome) && !(isUnknown(outcome) && !outcome.mismatch)) verdict = 'sound';
      return outcome;
    } finally {
      pass(verdict);
    }
  }

  private refused(): NotSentOutcome {
    const { why, retryAfterMs } = this.refusal ?? { why: 'bulkhead_full', retryAfterMs: FULL_MS };
    this.watch.callRefused(this.connector.provider, why);
    return { ...notSent(why), retryAfterMs };
  }

  private query<Told extends Outcome>(query: () => Promise<Told>): Promise<Told | UnknownOutcome> {
    return this.queries.run(
      async () => this.heed(await query()),
      () => {
        this.watch.callRefused(this.connector.provider, 'bulkhead_full');
        return { ...unknown('not asked: too many other questions are open'), retryAfterMs: FULL_MS };
      },
    );
  }

  /** A provider that asks to be left alone is. */
  private heed<Told extends Outcome>(outcome: Told): Told {
    if ((isUnknown(outcome) || isNotSent(outcome)) && outcome.retryAfterMs !== null)
      this.circuit.leaveAlone(outcome.retryAfterMs);
    return outcome;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
