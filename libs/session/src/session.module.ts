import { Global, Module } from '@nestjs/common';
import { CHECKOUT_SESSIONS, PAYMENTS, type Payments } from '@counterfoil/contracts';
import type { StreamWatch } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  HOSTED_PAGE,
  STREAM_WATCH,
  SURROUNDINGS,
  type Surroundings,
} from '@counterfoil/service';
import { Sealer } from '@counterfoil/vault';
import { CancelSessionHandler } from './commands/cancel-session.ts';
import { ConfirmSessionHandler } from './commands/confirm-session.ts';
import { CreateSessionHandler } from './commands/create-session.ts';
import { paymentOutcomes } from './consumers/payment-outcomes.ts';
import { sessionExpiry } from './expiry.ts';
import { CheckoutSessionsController } from './http/checkout-sessions.controller.ts';
import { PayerCors } from './http/cors.ts';
import { PayerSessionsController } from './http/payer-sessions.controller.ts';
import { checkoutSessionsFromLog } from './queries/checkout-sessions.ts';
import { FindSessionByTokenHandler, FindSessionHandler } from './queries/find-session.ts';
import { ListSessionsHandler } from './queries/list-sessions.ts';
import { sessionView } from './read-model/session-view.ts';
import { SESSION_AGGREGATE, sessionAggregate, type SessionAggregate } from './session-aggregate.ts';
import { SessionTokens } from './session-token.ts';

const workers = (
  around: Surroundings,
  sessions: SessionAggregate,
  payments: Payments,
  watch: StreamWatch,
  clock: Clock,
): ContextWorkers =>
  new ContextWorkers(
    {
      projections: [sessionView(sessions)],
      subscriptions: [paymentOutcomes(sessions, clock)],
      processManagers: [],
      timers: [sessionExpiry({ ...around, sessions, payments, watch })],
    },
    around,
  );

/** The session service. Global, because `CHECKOUT_SESSIONS` is what others may ask it. */
@Global()
@Module({
  controllers: [CheckoutSessionsController, PayerSessionsController],
  providers: [
    CreateSessionHandler,
    ConfirmSessionHandler,
    CancelSessionHandler,
    FindSessionHandler,
    FindSessionByTokenHandler,
    ListSessionsHandler,
    PayerCors,
    { provide: SessionTokens, useFactory: (sealer: Sealer) => new SessionTokens(sealer), inject: [Sealer] },
    { provide: SESSION_AGGREGATE, useFactory: sessionAggregate, inject: [EVENT_STORE] },
    {
      provide: CHECKOUT_SESSIONS,
      useFactory: checkoutSessionsFromLog,
      inject: [SESSION_AGGREGATE, STREAM_WATCH, HOSTED_PAGE],
    },
    {
      provide: ContextWorkers,
      useFactory: workers,
      inject: [SURROUNDINGS, SESSION_AGGREGATE, PAYMENTS, STREAM_WATCH, CLOCK],
    },
  ],
  exports: [CHECKOUT_SESSIONS],
})
export class SessionModule {}
