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
  /** Every event of the range is delivered again; both ends are inclusive. */
  WebhookReplayRequested: event({
    from: part.moment,
    to: part.moment,
    eventTypes: z.array(z.string()).readonly(),
  }),
  WebhookEndpointDeleted: event({}),
} as const;

export type EndpointEvent = EventOf<typeof endpointEvents>;
