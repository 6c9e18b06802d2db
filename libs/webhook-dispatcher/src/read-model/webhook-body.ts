import type { WebhookEventResource } from '@counterfoil/contracts';
import type { RecordedWebhookEvent } from '../domain/event/recorded.ts';

/** What is sent, and what `GET /v1/events/:id` shows. */
export const webhookBody = (event: RecordedWebhookEvent): WebhookEventResource => ({
  id: event.eventId,
  type: event.eventType,
  created_at: event.createdAt,
  merchant_id: event.merchantId,
  paymentId: event.paymentId,
  trace_id: event.traceId,
  sequence: event.sequence,
  data: event.data,
});
