import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { z } from 'zod';
import * as part from '../parts.ts';

const event = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ endpointId: z.string(), at: part.time, ...shape });

/** The data of every event of a webhook endpoint, as it is stored. Secrets are none of it: they follow from their version. */
export const endpointEvents = {
  WebhookEndpointCreated: event({ merchantId: z.string(), ...part.endpointSettings }),
  /** All settings, as they are from now on. */
  WebhookEndpointChanged: event(part.endpointSettings),
  WebhookEndpointEnabled: event({}),
  /** `gone`: it answered 410; `failing`: for five days. */
  WebhookEndpointDisabled: event({ reason: z.enum(['requested', 'gone', 'failing']) }),
  /** It has failed since then for so many percent of five days. */
  WebhookEndpointFailing: event({ since: part.time, percent: z.union([z.literal(50), z.literal(75)]) }),
  /** `version` signs from now on; the ones before it until `overlapEndsAt` at most. */
  WebhookSecretRotated: event({ version: z.int().min(2), overlapEndsAt: part.time }),
  /** Every event of the range is delivered again, both ends inclusive: now those up to log position `upTo`; null: all. */
  WebhookReplayRequested: event({
    from: part.moment,
    to: part.moment,
    eventTypes: z.array(z.string()).readonly(),
    upTo: z.string().nullable(),
  }),
  /** The replay that log position `requested` asked for goes on: with what is behind `after`, up to `upTo`; null: to its end. */
  WebhookReplayContinued: event({ requested: z.string(), after: z.string(), upTo: z.string().nullable() }),
  WebhookEndpointDeleted: event({}),
} as const;

export type EndpointEvent = EventOf<typeof endpointEvents>;
