import { Global, Module } from '@nestjs/common';
import { PAYMENTS } from '@counterfoil/contracts';
import type { Clock } from '@counterfoil/platform';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  STREAM_WATCH,
  SURROUNDINGS,
  type Surroundings,
} from '@counterfoil/service';
import { ConfirmPaymentHandler } from './commands/confirm-payment.ts';
import { CreatePaymentHandler } from './commands/create-payment.ts';
import { chargeOutcomes } from './consumers/charge-outcomes.ts';
import { sessionEvents } from './consumers/session-events.ts';
import { PaymentsController } from './http/payments.controller.ts';
import { PAYMENT_AGGREGATE, paymentAggregate, type PaymentAggregate } from './payment-aggregate.ts';
import { GetPaymentHandler } from './queries/get-payment.ts';
import { GetTimelineHandler } from './queries/get-timeline.ts';
import { paymentsFromLog } from './queries/payments.ts';
import { paymentView } from './read-model/payment-view.ts';
import { timeline } from './read-model/timeline.ts';

const workers = (around: Surroundings, payments: PaymentAggregate, clock: Clock): ContextWorkers =>
  new ContextWorkers(
    {
      name: 'payment',
      migrations: new URL('./read-model/migrations/', import.meta.url),
      projections: [paymentView(payments), timeline],
      subscriptions: [sessionEvents(payments, clock), chargeOutcomes(payments, clock)],
      processManagers: [],
      routines: [],
      timers: [],
    },
    around,
  );

/** The payment service. Global, because `PAYMENTS` is what others may ask it. */
@Global()
@Module({
  controllers: [PaymentsController],
  providers: [
    CreatePaymentHandler,
    ConfirmPaymentHandler,
    GetPaymentHandler,
    GetTimelineHandler,
    { provide: PAYMENT_AGGREGATE, useFactory: paymentAggregate, inject: [EVENT_STORE] },
    { provide: PAYMENTS, useFactory: paymentsFromLog, inject: [PAYMENT_AGGREGATE, STREAM_WATCH] },
    { provide: ContextWorkers, useFactory: workers, inject: [SURROUNDINGS, PAYMENT_AGGREGATE, CLOCK] },
  ],
  exports: [PAYMENTS],
})
export class PaymentModule {}
