import { topics } from '@counterfoil/contracts';
import type { Publisher } from '@counterfoil/messaging';
import { aggregatePublisher, type PublicTypes } from '@counterfoil/service';
import type { SessionEvent, SessionEventOf } from './domain/events.ts';
import { sessionRow, withPage } from './read-model/session-resource.ts';
import type { SessionAggregate } from './session-aggregate.ts';

const types: PublicTypes<SessionEvent> = {
  CheckoutSessionCreated: ['checkout_session.created'],
  CheckoutSessionConfirmed: ['checkout_session.confirmed'],
  CheckoutSessionEndRequested: ['checkout_session.ending'],
  CheckoutSessionCompleted: ['checkout_session.completed'],
  CheckoutSessionFailed: ['checkout_session.failed'],
  CheckoutSessionCancelled: ['checkout_session.cancelled'],
  CheckoutSessionExpired: ['checkout_session.expired'],
};

const confirmation = ({ confirmationId, paymentMethod }: SessionEventOf<'CheckoutSessionConfirmed'>) => {
  const { id, type, card } = paymentMethod;
  const { brand, last4, expMonth, expYear } = card;
  return {
    confirmation_id: confirmationId,
    payment_method: { id, type, card: { brand, last4, exp_month: expMonth, exp_year: expYear } },
  };
};

/** What the session service tells others. A confirmation also says with what the payer wants to pay, an end why. */
export const sessionPublisher = (aggregate: SessionAggregate, hostedPage: string): Publisher =>
  aggregatePublisher({
    topic: topics.session,
    source: '/counterfoil/session',
    aggregate,
    types,
    data({ event, state }) {
      const session = { checkout_session: withPage(sessionRow(state), hostedPage) };
      switch (event.type) {
        case 'CheckoutSessionConfirmed':
          return { ...session, ...confirmation(event) };
        case 'CheckoutSessionEndRequested':
          return { ...session, operation_id: event.operationId, reason: event.reason };
        case 'CheckoutSessionCancelled':
          return { ...session, reason: event.reason };
        default:
          return session;
      }
    },
  });
