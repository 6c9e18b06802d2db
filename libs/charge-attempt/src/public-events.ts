import { topics, type PublicEventType } from '@counterfoil/contracts';
import { FoldedStates } from '@counterfoil/event-sourcing';
import type { Publisher } from '@counterfoil/messaging';
import { chargeAttemptCodec, type ChargeAttemptAggregate } from './charge-attempt-aggregate.ts';
import type { ChargeAttemptEvent } from './domain/events.ts';
import { chargeResource } from './read-model/charge-resource.ts';

/** What each event of an attempt is called outside; an event that is not here stays inside. */
const publicTypes: Readonly<Partial<Record<ChargeAttemptEvent['type'], PublicEventType>>> = {
  ChargeAttemptCreated: 'charge.created',
  ChargeAttemptActionRequired: 'charge.requires_action',
  ChargeAttemptAuthorized: 'charge.authorized',
  ChargeAttemptSucceeded: 'charge.succeeded',
  ChargeAttemptDeclined: 'charge.declined',
  ChargeAttemptFailed: 'charge.failed',
  ChargeAttemptUnknown: 'charge.unknown',
};

/** The only way out: an attempt's events as others may know them, each with the whole charge as it was then. */
export const chargeAttemptPublisher = (aggregate: ChargeAttemptAggregate): Publisher => {
  const states = new FoldedStates(aggregate);
  return {
    topic: topics.chargeAttempt,
    source: '/counterfoil/charge-attempt',
    category: aggregate.definition.category,
    async toPublic(recorded) {
      const event = chargeAttemptCodec.decode(recorded);
      const type = publicTypes[event.type];
      const attempt = await states.after(recorded);
      if (!type || attempt.status === 'NONE') return [];
      const nextAction =
        event.type === 'ChargeAttemptActionRequired'
          ? {
              type: 'redirect_user_to_url',
              redirect_user_to_url: { url: event.redirectUrl, return_url: attempt.returnUrl },
            }
          : null;
      const data = {
        charge: chargeResource(attempt),
        confirmation_id: attempt.confirmationId,
        next_action: nextAction,
      };
      return [{ type, data }];
    },
  };
};
