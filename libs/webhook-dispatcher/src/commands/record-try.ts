import { deriveUuid } from '@counterfoil/platform';
import { expectDone } from '@counterfoil/service';
import type { DeliveryAggregate } from '../delivery-aggregate.ts';
import type { TryOutcome } from '../delivery/sender.ts';
import { isSuccess, type DeliveryState } from '../domain/delivery/delivery.ts';
import type { Due } from '../read-model/due-deliveries.ts';

/** Receivers that may say when to come again. */
const MAY_POSTPONE = new Set([429, 503]);

/** From 0 to 1: the same for the same command, in every process and after every crash. */
const jitterOf = (commandId: string): number => Number.parseInt(commandId.slice(0, 8), 16) / 2 ** 32;

const told = (outcome: TryOutcome) =>
  outcome.type === 'answered'
    ? {
        statusCode: outcome.status,
        error: null,
        excerpt: outcome.excerpt,
        retryAfterMs: MAY_POSTPONE.has(outcome.status) ? outcome.retryAfterMs : null,
      }
    : { statusCode: outcome.status, error: outcome.error, excerpt: null, retryAfterMs: null };

/** Whether the receiver has taken it. */
export const isDelivered = (outcome: TryOutcome): boolean => isSuccess(told(outcome));

/** What came of the try of `due` that began at `at`; resolves with the delivery as it then is. */
export const recordTry = async (
  deliveries: DeliveryAggregate,
  due: Due,
  outcome: TryOutcome,
  at: Date,
): Promise<DeliveryState> => {
  const number = due.tries + 1;
  const now = at.toISOString();
  const commandId = deriveUuid(due.id, 'try', String(number));
  const cause = {
    commandId,
    causationId: due.event_id,
    correlationId: due.trace_id,
    merchantId: due.merchant_id,
    paymentId: due.payment_id,
    actor: 'system',
    occurredAt: now,
  };
  const command = {
    type: 'RecordTry',
    deliveryId: due.id,
    eventId: due.event_id,
    endpointId: due.endpoint_id,
    round: due.round,
    latencyMs: outcome.latencyMs,
    jitter: jitterOf(commandId),
    now,
    ...told(outcome),
  } as const;
  // Most streams begin with their last event: those need not be read.
  const handled =
    due.tries === 0 ? deliveries.create(due.id, command, cause) : deliveries.handle(due.id, command, cause);
  return expectDone(await handled).state;
};
