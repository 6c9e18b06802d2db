import type { Clock } from '@counterfoil/platform';
import type { Connectors } from '../connector.ts';
import { ProviderGuard, type GuardWatch, type ProviderStanding, type Refusal } from './provider-guard.ts';

/** The guards of all providers. */
export class Guards {
  private readonly guards: ReadonlyMap<string, ProviderGuard>;
  /** The providers, as they may be called. */
  readonly connectors: Connectors;

  constructor(connectors: Connectors, clock: Clock, watch: GuardWatch) {
    this.guards = new Map(
      Array.from(connectors, ([provider, connector]) => [provider, new ProviderGuard(connector, clock, watch)]),
    );
    this.connectors = new Map(Array.from(this.guards, ([provider, { connector }]) => [provider, connector]));
  }

  /** How every provider stands, in the order in which they are configured. */
  standings(): readonly ProviderStanding[] {
    return Array.from(this.guards.values(), ({ standing }) => standing);
  }

  /** Why a provider takes no call at present; undefined when it does, is on trial, or is none of ours. */
  unavailable(provider: string): Refusal | undefined {
    return this.isOnTrial(provider) ? undefined : this.guards.get(provider)?.refusal?.why;
  }

  /** Whether a call is on its way that is to show whether it works again: others wait for that one. */
  isOnTrial(provider: string): boolean {
    return this.guards.get(provider)?.isOnTrial ?? false;
  }

  /** The providers that asked us to leave them alone, and for now are. */
  leftAlone(): readonly string[] {
    return this.standings()
      .filter(({ state, outage }) => state === 'open' && outage?.reason === 'retry_after')
      .map(({ provider }) => provider);
  }

  /** How long it lasts that no provider at all takes a call, milliseconds; null while one does. */
  outageMs(): number | null {
    const waits: number[] = [];
    for (const { refusal } of this.guards.values()) {
      if (!refusal) return null;
      waits.push(refusal.retryAfterMs);
    }
    return Math.min(...waits);
  }
}

/** Nest's injection token of `Guards`. */
export const GUARDS = Symbol('Guards');
