import { z } from 'zod';
import * as part from './parts.ts';

const names = z.union([z.literal('all'), z.array(z.string())]);

/** How a provider stands with this process at present (docs/adr/0025). */
export const provider = z.strictObject({
  provider: z.string(),
  state: z
    .enum(['closed', 'open', 'half_open'])
    .describe(
      'Of its circuit breaker. `closed`: it is called; `open`: it is not, and routing leaves it out; `half_open`: the next call is to show whether it works again',
    ),
  reason: z
    .enum(['circuit_open', 'retry_after'])
    .nullable()
    .describe('Why it is not `closed`: too many calls failed, or it asked to be left alone'),
  opened_at: part.time.nullable(),
  retry_at: part.time.nullable().describe('From then on one call is made, to see'),
  in_flight: z.int().min(0).describe('Calls that wait for its answer'),
  queued: z.int().min(0).describe('Calls that wait for their turn'),
  capabilities: z.strictObject({
    currencies: names.describe('ISO 4217 codes, or `all`'),
    brands: names,
    manual_capture: z.boolean(),
    partial_capture: z.boolean(),
    partial_refund: z.boolean(),
  }),
});

export type ProviderResource = z.infer<typeof provider>;
