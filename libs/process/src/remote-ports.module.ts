import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CHARGES, CHECKOUT_SESSIONS, PAYMENTS } from '@counterfoil/contracts';
import { PROVIDER_OUTAGE } from '@counterfoil/service';
import type { RemoteServices } from '@counterfoil/service/remote';

const tokens = {
  payments: PAYMENTS,
  charges: CHARGES,
  checkoutSessions: CHECKOUT_SESSIONS,
  outage: PROVIDER_OUTAGE,
} as const;

/** What a service asks of contexts that run elsewhere. */
export type RemotePort = keyof typeof tokens;

/** Answers for contexts that run elsewhere. */
@Global()
@Module({})
export class RemotePortsModule {
  static of(ports: readonly RemotePort[], remote: RemoteServices): DynamicModule {
    const providers = ports.map(port => ({ provide: tokens[port], useValue: remote[port] }));
    return { module: RemotePortsModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
