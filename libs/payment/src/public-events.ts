import { topics, type PublicEventType } from '@counterfoil/contracts';
import { FoldedStates, type RecordedEvent } from '@counterfoil/event-sourcing';
import type { PublicEventDraft, Publisher } from '@counterfoil/messaging';
import type { PaymentEvent } from './domain/events.ts';
import { currentConfirmation } from './domain/state.ts';
import { paymentCodec, type PaymentAggregate } from './payment-aggregate.ts';
import { paymentResource } from './read-model/payment-resource.ts';

type Words = Readonly<Partial<Record<PaymentEvent['type'], readonly PublicEventType[]>>>;

/** What each event of a payment is called outside; an event that is not here stays inside. */
const publicTypes: Words = {
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

/** The only way out: a payment's events as others may know them, each with the whole payment as it was then. */
export const paymentPublisher = (aggregate: PaymentAggregate): Publisher => {
  const states = new FoldedStates(aggregate);
  return {
    topic: topics.payment,
    source: '/counterfoil/payment',
    category: aggregate.definition.category,
    async toPublic(recorded: RecordedEvent): Promise<readonly PublicEventDraft[]> {
      const types = publicTypes[paymentCodec.decode(recorded).type];
      const payment = await states.after(recorded);
      if (!types || payment.status === 'NONE') return [];
      const resource = paymentResource(payment, recorded.revision);
      const confirmationId = currentConfirmation(payment)?.confirmationId;
      return types.map(type => ({
        type,
        data:
          type === 'payment.processing'
            ? { payment: resource, confirmation_id: confirmationId }
            : { payment: resource },
      }));
    },
  };
};
