import { z } from 'zod';
import * as part from './parts.ts';

/** The body of a webhook, byte for byte what `GET /v1/events/:id` answers as `event` (api.md, "Webhooks"). */
export const webhookEvent = z.strictObject({
  id: z.string().describe('The header `webhook-id`'),
  type: z.string().describe('Such as payment.succeeded'),
  created_at: part.time,
  merchant_id: z.string(),
  paymentId: z.string().nullable().describe('Null for what is about no payment'),
  trace_id: z.string().describe('Of the request that caused it'),
  sequence: z.int().min(1).nullable().describe('Counts the events of one payment from 1 without a gap'),
  data: z.record(z.string(), z.unknown()).describe('The resource as it was then, under its name'),
});

export type WebhookEventResource = z.infer<typeof webhookEvent>;
