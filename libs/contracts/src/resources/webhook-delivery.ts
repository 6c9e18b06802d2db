import { z } from 'zod';
import * as part from './parts.ts';

const attempt = z.strictObject({
  number: z.int().min(1),
  at: part.time,
  status_code: z.int().nullable().describe('Null without an answer'),
  error: z.string().nullable().describe('Why there is none, such as `timeout` or `address_not_allowed`'),
  latency_ms: z.int().min(0),
  response_excerpt: z.string().nullable().describe('At most 16 KiB of the answer'),
});

/** One event on its way to one endpoint, with every try (api.md, "Resources"). */
export const webhookDelivery = z.strictObject({
  id: z.string(),
  endpoint_id: z.string(),
  event_id: z.string(),
  event_type: z.string(),
  status: z.enum(['PENDING', 'RETRYING', 'DELIVERED', 'EXHAUSTED']),
  next_attempt_at: part.time.nullable().describe('Null when no further one is due by itself'),
  attempts: z.array(attempt).describe('Oldest first'),
  created_at: part.time,
});

export type WebhookDeliveryResource = z.infer<typeof webhookDelivery>;
