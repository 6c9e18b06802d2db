import { z } from 'zod';
import * as part from './parts.ts';

/** api.md, "Resources": timeline entry. */
export const timelineEntry = z.strictObject({
  id: z.string().describe("The event's"),
  position: z.string().regex(/^\d+$/).describe('In the log'),
  occurred_at: part.time,
  stream: z.string().describe('Such as payment-pay_…'),
  revision: z.int().min(0).describe('In its stream, from 0'),
  type: z.string().describe("The stored event's name, such as PaymentCaptured"),
  actor: z.string().describe('Who caused it: an API key, payer, or a part of the product'),
  correlation_id: z.string().describe('The trace id of the request that began it'),
  causation_id: z.string().describe('What caused it directly: an event or a request'),
  data: z.record(z.string(), z.unknown()),
});

export type TimelineEntry = Readonly<z.infer<typeof timelineEntry>>;
