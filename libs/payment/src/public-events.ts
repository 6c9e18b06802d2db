import { topics } from '@counterfoil/contracts';
import type { Publisher } from '@counterfoil/messaging';
import { aggregatePublisher, type PublicTypes } from '@counterfoil/service';
import type { PaymentEvent } from './domain/events.ts';
import { currentConfirmation } from './domain/state.ts';
import type { PaymentAggregate } from './payment-aggregate.ts';
import { paymentResource } from './read-model/payment-resource.ts';

const types: PublicTypes<PaymentEvent> = {
  PaymentCreated: ['payment.created'],
  PaymentConfirmed: ['payment.processing'],
  PaymentActionRequired: ['payment.requires_action'],
  PaymentAttemptDeclined: ['payment.requires_payment_method'],
  PaymentAuthorized: ['payment.authorized'],
  PaymentSucceeded: ['payment.succeeded'],
  PaymentCaptured: ['payment.captured', 'payment.succeeded'],
  PaymentCaptureFailed: ['payment.capture_failed'],
  PaymentFailed: ['payment.failed'],
  PaymentCancelled: ['payment.cancelled'],
};

/** What the payment service tells others. */
export const paymentPublisher = (aggregate: PaymentAggregate): Publisher =>
  aggregatePublisher({
    topic: topics.payment,
    source: '/counterfoil/payment',
    aggregate,
    types,
    data({ type, state, revision }) {
      const payment = paymentResource(state, revision);
      if (type !== 'payment.processing') return { payment };
      return { payment, confirmation_id: currentConfirmation(state)?.confirmationId };
    },
  });
