import { topics, type PublicEventType } from '@counterfoil/contracts';
import { FoldedStates } from '@counterfoil/event-sourcing';
import type { PublicEventDraft, Publisher } from '@counterfoil/messaging';
import type { Session } from './domain/state.ts';
import type { SessionEvent } from './domain/events.ts';
import { sessionResource } from './read-model/session-resource.ts';
import { sessionCodec, type SessionAggregate } from './session-aggregate.ts';

/** What each event of a session is called outside; an event that is not here stays inside. */
const publicTypes: Readonly<Partial<Record<SessionEvent['type'], PublicEventType>>> = {
  CheckoutSessionCreated: 'checkout_session.created',
  CheckoutSessionConfirmed: 'checkout_session.confirmed',
  CheckoutSessionCompleted: 'checkout_session.completed',
  CheckoutSessionFailed: 'checkout_session.failed',
  CheckoutSessionCancelled: 'checkout_session.cancelled',
  CheckoutSessionExpired: 'checkout_session.expired',
};

const draft = (type: PublicEventType, event: SessionEvent, session: Session): PublicEventDraft => {
  const checkoutSession = sessionResource(session);
  if (event.type !== 'CheckoutSessionConfirmed') return { type, data: { checkout_session: checkoutSession } };
  const { id, type: kind, card } = event.paymentMethod;
  return {
    type,
    data: {
      checkout_session: checkoutSession,
      confirmation_id: event.confirmationId,
      payment_method: {
        id,
        type: kind,
        card: { brand: card.brand, last4: card.last4, exp_month: card.expMonth, exp_year: card.expYear },
      },
    },
  };
};

/** The only way out: a session's events as others may know them, each with the whole session as it was then. */
export const sessionPublisher = (aggregate: SessionAggregate): Publisher => {
  const states = new FoldedStates(aggregate);
  return {
    topic: topics.session,
    source: '/counterfoil/session',
    category: aggregate.definition.category,
    async toPublic(recorded) {
      const event = sessionCodec.decode(recorded);
      const type = publicTypes[event.type];
      const session = await states.after(recorded);
      return type && session.status !== 'NONE' ? [draft(type, event, session)] : [];
    },
  };
};
