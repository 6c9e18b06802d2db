import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { StreamWatch } from '@counterfoil/event-sourcing';
import { tracedEventStore, type EventStore } from '@counterfoil/event-sourcing';
import type { Messaging } from '@counterfoil/messaging';
import type { Clock } from '@counterfoil/platform';
import { Merchants } from '@counterfoil/platform/auth';
import { HealthModule, Readiness } from '@counterfoil/platform/health';
import type { Logger } from '@counterfoil/platform/logging';
import { type Metrics, MetricsModule } from '@counterfoil/platform/metrics';
import { CONNECTORS, type Connectors, GUARDS } from '@counterfoil/providers';
import {
  CLOCK,
  EVENT_STORE,
  EXPIRY,
  type Expiry,
  HOSTED_PAGE,
  LOG,
  MAX_PROVIDERS,
  POOL,
  PROVIDER_OUTAGE,
  PUBLIC_URL,
  READ_BARRIER,
  ReadBarrier,
  RECONCILIATION,
  type Reconciliation,
  STREAM_WATCH,
  SURROUNDINGS,
  type Surroundings,
  Timers,
  WEBHOOK_ALLOW_LOOPBACK,
  measureRelays,
  watchFollower,
} from '@counterfoil/service';
import { CardVault, KeyRing, PAYMENT_METHODS, PaymentMethods, Sealer } from '@counterfoil/vault';
import type { Pool } from 'pg';
import { measuredGuards } from './measured-guards.ts';
import { measuredConnectors, measuredStore } from './measured.ts';

/** Everything that this process gives to its contexts. */
export interface Infrastructure {
  readonly store: EventStore;
  readonly watch: StreamWatch;
  readonly messaging: Messaging;
  readonly pool: Pool;
  readonly followers: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly sealer: Sealer;
  readonly keys: KeyRing;
  readonly vault: CardVault;
  /** Null: the process calls no provider. */
  readonly connectors: Connectors | null;
  readonly publicUrl: string;
  readonly hostedPage: string;
  readonly expiry: Expiry;
  readonly reconciliation: Reconciliation;
  readonly maxProviders: number;
  readonly webhookAllowLoopback: boolean;
}

const surroundings = ({ store, pool, followers, messaging, metrics, log }: Infrastructure) => ({
  provide: SURROUNDINGS,
  useFactory: (barrier: ReadBarrier, readiness: Readiness, timers: Timers): Surroundings => {
    readiness.register('database', async () => {
      await pool.query('select 1');
    });
    for (const relay of messaging.relays) watchFollower({ readiness, log }, relay.name, relay);
    measureRelays(
      { metrics, store, pool },
      messaging.relays.map(({ name }) => name),
    );
    return { store, pool: followers, messaging, barrier, readiness, timers, metrics, log };
  },
  inject: [READ_BARRIER, Readiness, Timers],
});

/** What stands before the providers, where there are any. */
const providersOf = ({ connectors, clock, metrics, log }: Infrastructure) => {
  if (!connectors) return [];
  const guards = measuredGuards(measuredConnectors(connectors, metrics), clock, metrics, log);
  return [
    { provide: CONNECTORS, useValue: guards.connectors },
    { provide: GUARDS, useValue: guards },
    { provide: PROVIDER_OUTAGE, useValue: guards },
  ];
};

/** The ports of every context, bound to the adapters of one machine. */
@Global()
@Module({})
export class InfrastructureModule {
  static of(infrastructure: Infrastructure): DynamicModule {
    const { store, watch, pool, clock, log, sealer, keys, vault, metrics } = infrastructure;
    const { publicUrl, hostedPage, expiry, reconciliation, maxProviders, webhookAllowLoopback } = infrastructure;
    const providers = [
      { provide: EVENT_STORE, useValue: tracedEventStore(measuredStore(store, metrics)) },
      { provide: STREAM_WATCH, useValue: watch },
      { provide: POOL, useValue: pool },
      { provide: CLOCK, useValue: clock },
      { provide: LOG, useValue: log },
      { provide: PUBLIC_URL, useValue: publicUrl },
      { provide: HOSTED_PAGE, useValue: hostedPage },
      { provide: EXPIRY, useValue: expiry },
      { provide: RECONCILIATION, useValue: reconciliation },
      { provide: MAX_PROVIDERS, useValue: maxProviders },
      { provide: WEBHOOK_ALLOW_LOOPBACK, useValue: webhookAllowLoopback },
      { provide: Timers, useFactory: () => new Timers(clock, store, log) },
      ...providersOf(infrastructure),
      { provide: Sealer, useValue: sealer },
      { provide: KeyRing, useValue: keys },
      { provide: CardVault, useValue: vault },
      { provide: PAYMENT_METHODS, useValue: new PaymentMethods(vault) },
      { provide: Merchants, useValue: new Merchants(pool) },
      { provide: READ_BARRIER, useValue: new ReadBarrier(store) },
      surroundings(infrastructure),
    ];
    return {
      module: InfrastructureModule,
      imports: [HealthModule, MetricsModule.of(metrics)],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
