import { z } from 'zod';
import * as part from './parts.ts';

/** Where a merchant's webhooks go (api.md, "Resources"). The secret is shown when it is made, and never again. */
export const webhookEndpoint = z.strictObject({
  id: z.string(),
  url: z.string(),
  status: z.enum(['ENABLED', 'DISABLED']),
  disabled_reason: z
    .enum(['requested', 'gone', 'failing'])
    .nullable()
    .describe('`requested` by you; `gone`: it answered 410; `failing`: for 5 days'),
  event_types: z.array(z.string()).describe('`["*"]`: all'),
  description: z.string().nullable(),
  headers: z.record(z.string(), z.string()).describe('Sent with every try'),
  rate_limit_per_s: z.int().nullable().describe('Tries a second, at most; null: no limit'),
  concurrency: z.int().describe('Tries at one time, at most; one while it fails'),
  ordered: z.boolean().describe('A payment’s events wait for the one before them'),
  v1a: z.boolean().describe('Also signed with our ed25519 key: /.well-known/webhook-keys.json'),
  created_at: part.time,
  updated_at: part.time,
});

/** As it is answered once: where the secret is made. */
export const webhookEndpointWithSecret = webhookEndpoint.extend({
  secret: z.string().describe('Verifies signatures. Keep it: it is not shown again'),
});

export type WebhookEndpointResource = z.infer<typeof webhookEndpoint>;
export type WebhookEndpointWithSecret = z.infer<typeof webhookEndpointWithSecret>;
