import { Global, Module } from '@nestjs/common';
import { PAYMENTS } from '@counterfoil/contracts';
import type { StreamWatch } from '@counterfoil/event-sourcing';
import type { Clock } from '@counterfoil/platform';
import {
  CLOCK,
  ContextWorkers,
  EVENT_STORE,
  EXPIRY,
  POOL,
  READ_BARRIER,
  STREAM_WATCH,
  SURROUNDINGS,
  type Expiry,
  type Surroundings,
} from '@counterfoil/service';
import { CancelPaymentHandler } from './commands/cancel-payment.ts';
import { CapturePaymentHandler } from './commands/capture-payment.ts';
import { ConfirmPaymentHandler } from './commands/confirm-payment.ts';
import { CreatePaymentHandler } from './commands/create-payment.ts';
import { CreateRefundHandler } from './commands/create-refund.ts';
import { chargeOutcomes } from './consumers/charge-outcomes.ts';
import { sessionEvents } from './consumers/session-events.ts';
import { paymentExpiry } from './expiry.ts';
import { DisputesController } from './http/disputes.controller.ts';
import { PaymentMethodsController } from './http/payment-methods.controller.ts';
import { PaymentOperationsController } from './http/payment-operations.controller.ts';
import { PaymentsController } from './http/payments.controller.ts';
import { RefundsController } from './http/refunds.controller.ts';
import { PAYMENT_AGGREGATE, paymentAggregate, type PaymentAggregate } from './payment-aggregate.ts';
import { GetDisputeHandler, ListDisputesHandler } from './queries/disputes.ts';
import { GetPaymentHandler } from './queries/get-payment.ts';
import { GetTimelineHandler } from './queries/get-timeline.ts';
import { GetPaymentAsOfHandler } from './queries/get-payment-as-of.ts';
import { ListPaymentsHandler } from './queries/list-payments.ts';
import { answerPayments } from './queries/payments.ts';
import { GetRefundHandler, ListRefundsHandler } from './queries/refunds.ts';
import { disputeView } from './read-model/dispute-view.ts';
import { paymentView } from './read-model/payment-view.ts';
import { refundView } from './read-model/refund-view.ts';
import { timeline } from './read-model/timeline.ts';

const workers = (
  around: Surroundings,
  payments: PaymentAggregate,
  clock: Clock,
  watch: StreamWatch,
  expiry: Expiry,
): ContextWorkers =>
  new ContextWorkers(
    {
      projections: [paymentView(payments), refundView(payments), disputeView(payments), timeline],
      subscriptions: [sessionEvents(payments, clock), chargeOutcomes(payments, clock)],
      processManagers: [],
      timers: [paymentExpiry({ ...around, payments, watch, expiry })],
    },
    around,
  );

/** The payment service. Global, because `PAYMENTS` is what others may ask it. */
@Global()
@Module({
  controllers: [
    PaymentsController,
    PaymentOperationsController,
    RefundsController,
    DisputesController,
    PaymentMethodsController,
  ],
  providers: [
    CreatePaymentHandler,
    ConfirmPaymentHandler,
    CapturePaymentHandler,
    CancelPaymentHandler,
    CreateRefundHandler,
    GetPaymentHandler,
    GetPaymentAsOfHandler,
    GetTimelineHandler,
    ListPaymentsHandler,
    GetRefundHandler,
    ListRefundsHandler,
    GetDisputeHandler,
    ListDisputesHandler,
    { provide: PAYMENT_AGGREGATE, useFactory: paymentAggregate, inject: [EVENT_STORE] },
    {
      provide: PAYMENTS,
      useFactory: answerPayments,
      inject: [PAYMENT_AGGREGATE, STREAM_WATCH, POOL, READ_BARRIER],
    },
    {
      provide: ContextWorkers,
      useFactory: workers,
      inject: [SURROUNDINGS, PAYMENT_AGGREGATE, CLOCK, STREAM_WATCH, EXPIRY],
    },
  ],
  exports: [PAYMENTS],
})
export class PaymentModule {}
