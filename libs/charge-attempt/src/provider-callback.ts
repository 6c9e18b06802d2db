import { eventCodec } from '@counterfoil/event-sourcing';
import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { z } from 'zod';

const providerCallbackEvents = {
  /** Verified news about the attempt `reference`; `eventId` is the provider's own. */
  ProviderCallbackReceived: z.strictObject({ provider: z.string(), eventId: z.string(), reference: z.string() }),
} as const;

type ProviderCallbackEvent = EventOf<typeof providerCallbackEvents>;

/** Between kept callbacks and what is stored of them: streams `provider_callback-<provider>.<event id>`, one event each. */
export const providerCallbackCodec = eventCodec<ProviderCallbackEvent>(providerCallbackEvents);
