import { Global, Module } from '@nestjs/common';
import { CHARGES } from '@counterfoil/contracts';
import type { Clock } from '@counterfoil/platform';
import { CONNECTORS, type Connectors } from '@counterfoil/providers';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  POOL,
  PUBLIC_URL,
  READ_BARRIER,
  SURROUNDINGS,
  type Surroundings,
} from '@counterfoil/service';
import { CardVault } from '@counterfoil/vault';
import {
  CHARGE_ATTEMPT_AGGREGATE,
  chargeAttemptAggregate,
  type ChargeAttemptAggregate,
} from './charge-attempt-aggregate.ts';
import { KeepCallbackHandler } from './commands/keep-callback.ts';
import { ProviderCalls } from './commands/provider-calls.ts';
import { attemptCreated, attemptUnknown, callbackReceived } from './consumers/attempt-progress.ts';
import { paymentConfirmed } from './consumers/payment-confirmed.ts';
import { FollowUp } from './follow-up.ts';
import { CallbacksController } from './http/callbacks.controller.ts';
import { ThreeDsController } from './http/three-ds.controller.ts';
import { chargesFromRows } from './queries/charges.ts';
import { chargeView } from './read-model/charge-view.ts';

const providerCalls = (
  ...[attempts, connectors, vault, clock, publicUrl]: ConstructorParameters<typeof ProviderCalls>
): ProviderCalls => new ProviderCalls(attempts, connectors, vault, clock, publicUrl);

const workers = (
  around: Surroundings,
  attempts: ChargeAttemptAggregate,
  connectors: Connectors,
  calls: ProviderCalls,
  clock: Clock,
): ContextWorkers =>
  new ContextWorkers(
    {
      name: 'charge_attempt',
      migrations: new URL('./read-model/migrations/', import.meta.url),
      projections: [chargeView(attempts)],
      subscriptions: [paymentConfirmed(attempts, connectors, clock)],
      processManagers: [attemptCreated(calls, clock), attemptUnknown(calls), callbackReceived(calls)],
      routines: [new FollowUp(around.pool, calls, around.log)],
      timers: [],
    },
    around,
  );

/** The charge-attempt service. Global, because `CHARGES` is what others may ask it. */
@Global()
@Module({
  controllers: [ThreeDsController, CallbacksController],
  providers: [
    KeepCallbackHandler,
    { provide: CHARGE_ATTEMPT_AGGREGATE, useFactory: chargeAttemptAggregate, inject: [EVENT_STORE] },
    { provide: CHARGES, useFactory: chargesFromRows, inject: [POOL, READ_BARRIER] },
    {
      provide: ProviderCalls,
      useFactory: providerCalls,
      inject: [CHARGE_ATTEMPT_AGGREGATE, CONNECTORS, CardVault, CLOCK, PUBLIC_URL],
    },
    {
      provide: ContextWorkers,
      useFactory: workers,
      inject: [SURROUNDINGS, CHARGE_ATTEMPT_AGGREGATE, CONNECTORS, ProviderCalls, CLOCK],
    },
  ],
  exports: [CHARGES],
})
export class ChargeAttemptModule {}
