import { spanIdOf, type SpanPlan } from '@counterfoil/platform/tracing';
import { recordedEventId } from '../event-aggregate.ts';
import type { Due } from '../read-model/due-deliveries.ts';

/** One try of a delivery: a step below the append of the event that it tells of. */
export const deliverySpan = (due: Due): SpanPlan => ({
  name: 'deliver webhook',
  kind: 'internal',
  parent: {
    traceId: due.trace_id,
    // Two hashes that only a recorder asks for.
    get spanId() {
      return spanIdOf(recordedEventId(due.event_id, due.payment_id));
    },
  },
  attributes: {
    'counterfoil.webhook.event.id': due.event_id,
    'counterfoil.webhook.endpoint.id': due.endpoint_id,
    'counterfoil.webhook.delivery.id': due.id,
    'counterfoil.webhook.try': due.tries + 1,
  },
});
