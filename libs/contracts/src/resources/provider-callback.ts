import { z } from 'zod';
import * as part from './parts.ts';

export const providerCallbackStatus = z.enum(['unmatched', 'retrying']);

/** A provider's news that could not be looked into for a minute: an operator has to (docs/adr/0028). */
export const providerCallback = z.strictObject({
  id: z.string(),
  provider: z.string(),
  event_id: z.string().describe('The provider’s own id of the news'),
  reference: z.string().describe('The charge that it is about, as the provider says'),
  dispute: z.string().nullable().describe('The provider’s own id of the dispute that it is about'),
  received_at: part.time,
  status: providerCallbackStatus.describe('`retrying`: somebody asked for another look, which has not ended'),
  error: z.string().nullable().describe('Why the last look led nowhere'),
  tries: z.int(),
});

export type ProviderCallbackResource = z.infer<typeof providerCallback>;
