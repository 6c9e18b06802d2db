import { topics } from '@counterfoil/contracts';
import type { Publisher } from '@counterfoil/messaging';
import { aggregatePublisher, type PublicTypes } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from './charge-attempt-aggregate.ts';
import type { ChargeAttemptEvent } from './domain/events.ts';
import { chargeResource } from './read-model/charge-resource.ts';

const types: PublicTypes<ChargeAttemptEvent> = {
  ChargeAttemptCreated: ['charge.created'],
  ChargeAttemptActionRequired: ['charge.requires_action'],
  ChargeAttemptAuthorized: ['charge.authorized'],
  ChargeAttemptSucceeded: ['charge.succeeded'],
  ChargeAttemptDeclined: ['charge.declined'],
  ChargeAttemptFailed: ['charge.failed'],
  ChargeAttemptUnknown: ['charge.unknown'],
};

/** What the charge-attempt service tells others. */
export const chargeAttemptPublisher = (aggregate: ChargeAttemptAggregate): Publisher =>
  aggregatePublisher({
    topic: topics.chargeAttempt,
    source: '/counterfoil/charge-attempt',
    aggregate,
    types,
    data: ({ event, state }) => ({
      charge: chargeResource(state),
      confirmation_id: state.confirmationId,
      next_action:
        event.type === 'ChargeAttemptActionRequired'
          ? {
              type: 'redirect_user_to_url',
              redirect_user_to_url: { url: event.redirectUrl, return_url: state.returnUrl },
            }
          : null,
    }),
  });
