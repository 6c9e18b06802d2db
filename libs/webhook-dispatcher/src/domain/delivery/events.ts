import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { z } from 'zod';
import * as part from '../parts.ts';

const event = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ deliveryId: z.string(), eventId: z.string(), endpointId: z.string(), at: part.time, ...shape });

/** Where a try leaves its delivery. */
const next = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('DELIVERED') }),
  z.strictObject({ status: z.literal('RETRYING'), attemptAt: part.time }),
  z.strictObject({ status: z.literal('EXHAUSTED') }),
]);

/** The data of every event of a delivery, as it is stored. That it is due costs none: it follows from what it delivers. */
export const deliveryEvents = {
  WebhookDeliveryAttempted: event({
    /** Log position of what asked for it: the event itself, a retry or a replay; each begins the schedule anew. */
    round: z.string(),
    /** From 1, over all rounds. */
    number: z.int().min(1),
    statusCode: z.int().nullable(),
    error: z.string().nullable(),
    latencyMs: z.int().min(0),
    /** At most 16 KiB of the answer. */
    excerpt: z.string().nullable(),
    next,
  }),
  WebhookDeliveryRetryRequested: event({}),
} as const;

export type DeliveryEvent = EventOf<typeof deliveryEvents>;
export type Attempted = Extract<DeliveryEvent, { readonly type: 'WebhookDeliveryAttempted' }>;
