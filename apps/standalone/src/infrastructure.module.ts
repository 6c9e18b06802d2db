import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { StreamWatch } from '@counterfoil/event-sourcing';
import { type EventStore } from '@counterfoil/event-sourcing';
import type { Messaging } from '@counterfoil/messaging';
import type { Clock } from '@counterfoil/platform';
import { Merchants } from '@counterfoil/platform/auth';
import { HealthModule, Readiness } from '@counterfoil/platform/health';
import type { Logger } from '@counterfoil/platform/logging';
import { CONNECTORS, type Connectors } from '@counterfoil/providers';
import {
  CLOCK,
  EVENT_STORE,
  LOG,
  POOL,
  PUBLIC_URL,
  READ_BARRIER,
  ReadBarrier,
  STREAM_WATCH,
  SURROUNDINGS,
  type Surroundings,
} from '@counterfoil/service';
import { CardVault, PAYMENT_METHODS, PaymentMethods, Sealer } from '@counterfoil/vault';
import type { Pool } from 'pg';

/** Everything that this process gives to its contexts. */
export interface Infrastructure {
  readonly store: EventStore;
  readonly watch: StreamWatch;
  readonly messaging: Messaging;
  readonly pool: Pool;
  readonly followers: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sealer: Sealer;
  readonly vault: CardVault;
  readonly connectors: Connectors;
  readonly publicUrl: string;
}

const surroundings = ({ store, pool, followers, messaging, log }: Infrastructure) => ({
  provide: SURROUNDINGS,
  useFactory: (barrier: ReadBarrier, readiness: Readiness): Surroundings => {
    readiness.register('database', async () => {
      await pool.query('select 1');
    });
    return { store, pool: followers, messaging, barrier, readiness, log };
  },
  inject: [READ_BARRIER, Readiness],
});

/** The ports of every context, bound to the adapters of one machine. */
@Global()
@Module({})
export class InfrastructureModule {
  static of(infrastructure: Infrastructure): DynamicModule {
    const { store, watch, pool, clock, log, sealer, vault, connectors, publicUrl } = infrastructure;
    const providers = [
      { provide: EVENT_STORE, useValue: store },
      { provide: STREAM_WATCH, useValue: watch },
      { provide: POOL, useValue: pool },
      { provide: CLOCK, useValue: clock },
      { provide: LOG, useValue: log },
      { provide: PUBLIC_URL, useValue: publicUrl },
      { provide: CONNECTORS, useValue: connectors },
      { provide: Sealer, useValue: sealer },
      { provide: CardVault, useValue: vault },
      { provide: PAYMENT_METHODS, useValue: new PaymentMethods(vault) },
      { provide: Merchants, useValue: new Merchants(pool) },
      { provide: READ_BARRIER, useValue: new ReadBarrier(store) },
      surroundings(infrastructure),
    ];
    return {
      module: InfrastructureModule,
      imports: [HealthModule],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
