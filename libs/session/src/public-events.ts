import { topics } from '@counterfoil/contracts';
import type { Publisher } from '@counterfoil/messaging';
import { aggregatePublisher, type PublicTypes } from '@counterfoil/service';
import type { SessionEvent } from './domain/events.ts';
import { sessionResource } from './read-model/session-resource.ts';
import type { SessionAggregate } from './session-aggregate.ts';

const types: PublicTypes<SessionEvent> = {
  CheckoutSessionCreated: ['checkout_session.created'],
  CheckoutSessionConfirmed: ['checkout_session.confirmed'],
  CheckoutSessionCompleted: ['checkout_session.completed'],
  CheckoutSessionFailed: ['checkout_session.failed'],
  CheckoutSessionCancelled: ['checkout_session.cancelled'],
  CheckoutSessionExpired: ['checkout_session.expired'],
};

/** What the session service tells others. A confirmation also says with what the payer wants to pay. */
export const sessionPublisher = (aggregate: SessionAggregate): Publisher =>
  aggregatePublisher({
    topic: topics.session,
    source: '/counterfoil/session',
    aggregate,
    types,
    data({ event, state }) {
      const session = { checkout_session: sessionResource(state) };
      if (event.type !== 'CheckoutSessionConfirmed') return session;
      const { id, type, card } = event.paymentMethod;
      const { brand, last4, expMonth, expYear } = card;
      return {
        ...session,
        confirmation_id: event.confirmationId,
        payment_method: { id, type, card: { brand, last4, exp_month: expMonth, exp_year: expYear } },
      };
    },
  });
