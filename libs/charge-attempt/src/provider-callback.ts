import { eventCodec, type JsonObject } from '@counterfoil/event-sourcing';
import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { z } from 'zod';

const providerCallbackEvents = {
  /** Verified news about the attempt `reference`, or a dispute of it; `eventId` and `dispute` are the provider's own. */
  ProviderCallbackReceived: z.strictObject({
    provider: z.string(),
    eventId: z.string(),
    reference: z.string(),
    dispute: z.string().nullable(),
  }),
} as const;

type ProviderCallbackEvent = EventOf<typeof providerCallbackEvents>;

/** Version 1 knew no disputes. */
const aboutTheCharge = (data: JsonObject): JsonObject => ({ ...data, dispute: null });

/** Between kept callbacks and what is stored of them: streams `provider_callback-<provider>.<event id>`, one event each. */
export const providerCallbackCodec = eventCodec<ProviderCallbackEvent>(providerCallbackEvents, {
  ProviderCallbackReceived: [aboutTheCharge],
});

/** The stream of a kept callback. Its `id`, `<provider>.<event id>`, is what operators know it by. */
export const callbackStream = (id: string): string => `provider_callback-${id}`;

/** The process manager that looks into callbacks; what it gave up on waits for an operator. */
export const CALLBACK_READER = 'charge-attempt.callback-received';
