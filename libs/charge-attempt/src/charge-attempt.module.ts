import { Global, Module } from '@nestjs/common';
import { CHARGES } from '@counterfoil/contracts';
import type { Clock } from '@counterfoil/platform';
import { CONNECTORS, type Connectors } from '@counterfoil/providers';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  MAX_PROVIDERS,
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
import { DisputeCalls } from './commands/dispute-calls.ts';
import { KeepCallbackHandler } from './commands/keep-callback.ts';
import { OperationCalls } from './commands/operation-calls.ts';
import { ProviderCalls } from './commands/provider-calls.ts';
import {
  attemptCreated,
  attemptUnknown,
  callbackReceived,
  operationRequested,
  operationUnknown,
} from './consumers/attempt-progress.ts';
import { fallback } from './consumers/fallback.ts';
import { paymentConfirmed } from './consumers/payment-confirmed.ts';
import { paymentDecided } from './consumers/payment-decided.ts';
import { paymentRequests } from './consumers/payment-requests.ts';
import { FollowUp } from './follow-up.ts';
import { CallbacksController } from './http/callbacks.controller.ts';
import { ThreeDsController } from './http/three-ds.controller.ts';
import { attemptsFromRows, chargesFromRows } from './queries/charges.ts';
import { chargeView } from './read-model/charge-view.ts';
import { measureUnknown } from './read-model/measure-unknown.ts';
import { route, type Routed } from './routing.ts';

const providerCalls = (
  ...[attempts, connectors, vault, clock, publicUrl]: ConstructorParameters<typeof ProviderCalls>
): ProviderCalls => new ProviderCalls(attempts, connectors, vault, clock, publicUrl);

const operationCalls = (
  ...[store, attempts, connectors, calls, clock]: ConstructorParameters<typeof OperationCalls>
): OperationCalls => new OperationCalls(store, attempts, connectors, calls, clock);

const workers = (
  around: Surroundings,
  attempts: ChargeAttemptAggregate,
  connectors: Connectors,
  calls: ProviderCalls,
  operations: OperationCalls,
  vault: CardVault,
  clock: Clock,
  maxProviders: number,
): ContextWorkers => {
  measureUnknown(around, clock);
  const surveyed = {
    route: (payment: Routed) => route(payment, connectors, maxProviders),
    attemptsOf: attemptsFromRows(around.pool, around.barrier),
  };
  return new ContextWorkers(
    {
      name: 'charge_attempt',
      migrations: new URL('./read-model/migrations/', import.meta.url),
      projections: [chargeView(attempts)],
      subscriptions: [
        paymentConfirmed(attempts, surveyed, clock),
        paymentRequests(attempts, clock),
        paymentDecided(vault, clock),
      ],
      processManagers: [
        attemptCreated(calls, clock),
        attemptUnknown(calls),
        fallback(attempts, clock),
        operationRequested(operations, clock),
        operationUnknown(operations),
        callbackReceived(operations, new DisputeCalls(attempts, connectors, operations, clock)),
      ],
      timers: [new FollowUp(around.pool, around.barrier, operations, around.log)],
    },
    around,
  );
};

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
      provide: OperationCalls,
      useFactory: operationCalls,
      inject: [EVENT_STORE, CHARGE_ATTEMPT_AGGREGATE, CONNECTORS, ProviderCalls, CLOCK],
    },
    {
      provide: ContextWorkers,
      useFactory: workers,
      inject: [
        ...[SURROUNDINGS, CHARGE_ATTEMPT_AGGREGATE, CONNECTORS, ProviderCalls, OperationCalls, CardVault, CLOCK],
        MAX_PROVIDERS,
      ],
    },
  ],
  exports: [CHARGES],
})
export class ChargeAttemptModule {}
