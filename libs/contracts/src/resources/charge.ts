import { z } from 'zod';
import * as part from './parts.ts';

const chargeStatus = z.enum([
  'CREATED',
  'PROCESSING',
  'REQUIRES_ACTION',
  'AUTHORIZED',
  'SUCCEEDED',
  'DECLINED',
  'FAILED',
  'UNKNOWN',
  'CANCELLED',
]);

/** api.md, "Resources": charge: one execution of a payment at one provider. */
export const charge = z.strictObject({
  id: z.string(),
  payment_id: z.string(),
  attempt: z.int().min(1).describe("Counts the payment's executions at providers, over all its confirmations"),
  provider: z.string().nullable().describe('Null: there was none that can take the payment'),
  provider_reference: z.string().nullable().describe("The provider's own name of it"),
  status: chargeStatus,
  amount: part.amount,
  currency: part.currency,
  decline: part.decline.nullable(),
  routing: z.strictObject({
    rule: z.string().describe('The rule that decided'),
    candidates: z.array(z.string()).describe('In the order in which they are tried, one after the other'),
    excluded: z
      .array(z.strictObject({ provider: z.string(), reason: z.string() }))
      .describe(
        'Who was left out: `currency_not_supported`, `brand_not_supported`, `manual_capture_not_supported`, `max_providers`',
      ),
  }),
  unknown_since: part.time.nullable().describe('Since when the provider owes an answer'),
  resolution: z.strictObject({ by: z.enum(['status_query', 'callback', 'operator']), at: part.time }).nullable(),
  created_at: part.time,
  updated_at: part.time,
});

export type ChargeResource = z.infer<typeof charge>;
