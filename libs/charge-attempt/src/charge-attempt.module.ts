import { Global, Module } from '@nestjs/common';
import { CHARGES } from '@counterfoil/contracts';
import type { EventStore } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import { CONNECTORS, type Connectors, GUARDS, type Guards } from '@counterfoil/providers';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  HeldTimer,
  MAX_PROVIDERS,
  POOL,
  PUBLIC_URL,
  READ_BARRIER,
  RECONCILIATION,
  type Reconciliation,
  SURROUNDINGS,
  type Surroundings,
} from '@counterfoil/service';
import { CardVault } from '@counterfoil/vault';
import {
  CHARGE_ATTEMPT_AGGREGATE,
  chargeAttemptAggregate,
  type ChargeAttemptAggregate,
} from './charge-attempt-aggregate.ts';
import { ChangeRoutingRulesHandler } from './commands/change-routing-rules.ts';
import { DisputeCalls } from './commands/dispute-calls.ts';
import { KeepCallbackHandler } from './commands/keep-callback.ts';
import { OperationCalls } from './commands/operation-calls.ts';
import { ProviderCalls } from './commands/provider-calls.ts';
import { ResolveChargeHandler } from './commands/resolve-charge.ts';
import {
  attemptCreated,
  attemptUnknown,
  callbackReceived,
  operationRequested,
  operationUnknown,
} from './consumers/attempt-progress.ts';
import { fallback } from './consumers/fallback.ts';
import { sendLeftBehind } from './consumers/left-behind.ts';
import { paymentConfirmed } from './consumers/payment-confirmed.ts';
import { paymentDecided } from './consumers/payment-decided.ts';
import { paymentRequests } from './consumers/payment-requests.ts';
import { CallbacksController } from './http/callbacks.controller.ts';
import { ChargesController } from './http/charges.controller.ts';
import { ProviderCallbacksController } from './http/provider-callbacks.controller.ts';
import { ProvidersController } from './http/providers.controller.ts';
import { RoutingRulesController } from './http/routing-rules.controller.ts';
import { ThreeDsController } from './http/three-ds.controller.ts';
import { attemptsFromRows, chargesFromRows } from './queries/charges.ts';
import { GetChargeHandler, ListChargesHandler } from './queries/list-charges.ts';
import { Router } from './queries/router.ts';
import { UnmatchedCallbacks } from './queries/unmatched-callbacks.ts';
import { chargeView } from './read-model/charge-view.ts';
import { measureOpen } from './read-model/measure-open.ts';
import { measureReviews } from './read-model/measure-reviews.ts';
import { Reconciler } from './reconciler.ts';
import {
  ROUTING_RULES_AGGREGATE,
  routingRulesAggregate,
  type RoutingRulesAggregate,
} from './routing-rules-aggregate.ts';
import type { Routed } from './routing.ts';

const providerCalls = (
  ...[attempts, connectors, vault, clock, publicUrl]: ConstructorParameters<typeof ProviderCalls>
): ProviderCalls => new ProviderCalls(attempts, connectors, vault, clock, publicUrl);

const operationCalls = (
  ...[store, attempts, connectors, calls, clock]: ConstructorParameters<typeof OperationCalls>
): OperationCalls => new OperationCalls(store, attempts, connectors, calls, clock);

const router = (
  store: EventStore,
  rules: RoutingRulesAggregate,
  connectors: Connectors,
  maxProviders: number,
  guards: Guards,
): Router => new Router(store, rules, connectors, maxProviders, guards);

const workers = (
  around: Surroundings,
  attempts: ChargeAttemptAggregate,
  connectors: Connectors,
  calls: ProviderCalls,
  operations: OperationCalls,
  vault: CardVault,
  clock: Clock,
  routes: Router,
  reconciliation: Reconciliation,
  guards: Guards,
): ContextWorkers => {
  measureOpen(around, clock);
  measureReviews(around);
  const senders = [attemptCreated(calls, clock), operationRequested(operations, clock)];
  const asking = {
    sendLeftBehind: sendLeftBehind(around.store, attempts, senders),
    calls: operations,
    leftAlone: () => guards.leftAlone(),
  };
  const isLeftAlone = async (attemptId: string): Promise<boolean> => {
    const { state } = await attempts.load(attemptId);
    return state.status !== 'NONE' && guards.leftAlone().includes(state.provider ?? '');
  };
  const surveyed = {
    route: (merchantId: string, payment: Routed) => routes.routeOf(merchantId, payment),
    attemptsOf: attemptsFromRows(around.pool, around.barrier),
  };
  return new ContextWorkers(
    {
      projections: [chargeView(attempts)],
      subscriptions: [
        paymentConfirmed(attempts, surveyed, clock),
        paymentRequests(attempts, clock),
        paymentDecided(vault, clock),
      ],
      processManagers: [
        ...senders,
        attemptUnknown(calls, isLeftAlone),
        fallback(attempts, clock),
        operationUnknown(operations, isLeftAlone),
        callbackReceived(operations, new DisputeCalls(attempts, connectors, operations, clock)),
      ],
      timers: [new HeldTimer(new Reconciler(around, asking, reconciliation), around.pool)],
    },
    around,
  );
};

/** The charge-attempt service. Global, because `CHARGES` is what others may ask it. */
@Global()
@Module({
  controllers: [
    ProvidersController,
    ThreeDsController,
    CallbacksController,
    ChargesController,
    ProviderCallbacksController,
    RoutingRulesController,
  ],
  providers: [
    KeepCallbackHandler,
    UnmatchedCallbacks,
    ChangeRoutingRulesHandler,
    ResolveChargeHandler,
    GetChargeHandler,
    ListChargesHandler,
    { provide: CHARGE_ATTEMPT_AGGREGATE, useFactory: chargeAttemptAggregate, inject: [EVENT_STORE] },
    { provide: ROUTING_RULES_AGGREGATE, useFactory: routingRulesAggregate, inject: [EVENT_STORE] },
    {
      provide: Router,
      useFactory: router,
      inject: [EVENT_STORE, ROUTING_RULES_AGGREGATE, CONNECTORS, MAX_PROVIDERS, GUARDS],
    },
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
        Router,
        RECONCILIATION,
        GUARDS,
      ],
    },
  ],
  exports: [CHARGES],
})
export class ChargeAttemptModule {}
