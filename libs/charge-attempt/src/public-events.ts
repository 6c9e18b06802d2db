import { topics } from '@counterfoil/contracts';
import type { JsonObject } from '@counterfoil/event-sourcing';
import type { Publisher } from '@counterfoil/messaging';
import { aggregatePublisher, type PublicTypes } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from './charge-attempt-aggregate.ts';
import type { ChargeAttemptEvent } from './domain/events.ts';
import type { ChargeAttempt } from './domain/state.ts';
import { chargeResource } from './read-model/charge-resource.ts';

const types: PublicTypes<ChargeAttemptEvent> = {
  ChargeAttemptCreated: ['charge.created'],
  ChargeAttemptActionRequired: ['charge.requires_action'],
  ChargeAttemptAuthorized: ['charge.authorized'],
  ChargeAttemptSucceeded: ['charge.succeeded'],
  ChargeAttemptDeclined: ['charge.declined'],
  ChargeAttemptFailed: ['charge.failed'],
  ChargeAttemptUnknown: ['charge.unknown'],
  ChargeCaptured: ['charge.captured'],
  ChargeCaptureFailed: ['charge.capture_failed'],
  ChargeVoided: ['charge.voided'],
  ChargeVoidFailed: ['charge.void_failed'],
  ChargeRefunded: ['charge.refunded'],
  ChargeRefundFailed: ['charge.refund_failed'],
  ChargeReversed: ['charge.reversed'],
  ChargeDisputed: ['charge.disputed'],
  ChargeDisputeWon: ['charge.dispute_won'],
  ChargeDisputeLost: ['charge.dispute_lost'],
};

/** What is told besides the charge itself. */
const circumstances = (event: ChargeAttemptEvent, { confirmationId, returnUrl }: ChargeAttempt): JsonObject => {
  switch (event.type) {
    case 'ChargeAttemptDeclined':
    case 'ChargeAttemptFailed':
      return { confirmation_id: confirmationId, next_action: null, is_last: event.nextProvider === null };
    case 'ChargeCaptured':
      return { operation_id: event.operationId, captured_amount: Number(event.amount) };
    case 'ChargeVoided':
      return { operation_id: event.operationId };
    case 'ChargeCaptureFailed':
    case 'ChargeVoidFailed':
      return { operation_id: event.operationId, decline: event.decline };
    case 'ChargeRefunded':
      return { refund_id: event.operationId };
    case 'ChargeRefundFailed':
      return { refund_id: event.operationId, failure_code: event.decline.code };
    case 'ChargeReversed':
      return {};
    case 'ChargeDisputed':
      return { dispute_id: event.disputeId, disputed_amount: Number(event.amount), reason: event.reason };
    case 'ChargeDisputeWon':
    case 'ChargeDisputeLost':
      return { dispute_id: event.disputeId };
    case 'ChargeAttemptActionRequired': {
      const redirect = { url: event.redirectUrl, return_url: returnUrl };
      const next_action = { type: 'redirect_user_to_url', redirect_user_to_url: redirect };
      return { confirmation_id: confirmationId, next_action };
    }
    default:
      return { confirmation_id: confirmationId, next_action: null };
  }
};

/** What the charge-attempt service tells others. */
export const chargeAttemptPublisher = (aggregate: ChargeAttemptAggregate): Publisher =>
  aggregatePublisher({
    topic: topics.chargeAttempt,
    source: '/counterfoil/charge-attempt',
    aggregate,
    types,
    data: ({ event, state }) => ({ charge: chargeResource(state), ...circumstances(event, state) }),
  });
