import { z } from 'zod';
import * as part from './parts.ts';

export const chargeStatus = z.enum([
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

/** A capture, void or refund of the charge. */
const operation = z.strictObject({
  id: z.string().describe('Of a refund, the refund’s id'),
  type: z.enum(['capture', 'void', 'refund']),
  is_reversal: z.boolean().describe('Nobody asked for it: the payment could not take the charge, and it goes back'),
  amount: part.amount,
  status: z.enum(['REQUESTED', 'PROCESSING', 'UNKNOWN', 'SUCCEEDED', 'FAILED']),
});

/** Why somebody has to look. */
const review = z.strictObject({
  operation_id: z.string().nullable().describe('Null: the charge itself'),
  reason: z
    .enum(['mismatch', 'contradicted', 'reversal_failed'])
    .describe(
      'mismatch: the provider’s answer was about other money; contradicted: it denies what an operator has decided; reversal_failed: it does not give back what the payment could not take',
    ),
  evidence: z.string(),
  since: part.time,
});

const decision = z.strictObject({
  operation_id: z.string().nullable().describe('Null: the charge itself'),
  outcome: z.enum(['succeeded', 'authorized', 'declined']),
  reason: z.string(),
  actor: z.string().describe('The id of the API key'),
  at: part.time,
});

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
        'Who was left out: `currency_not_supported`, `brand_not_supported`, `manual_capture_not_supported`, `max_providers`, `not_in_rule`, `not_configured`; at that time `circuit_open`, `retry_after`, `bulkhead_full`',
      ),
  }),
  unknown_since: part.time.nullable().describe('Since when the provider owes an answer'),
  resolution: z.strictObject({ by: z.enum(['status_query', 'callback', 'operator']), at: part.time }).nullable(),
  contradicted_at: part.time
    .nullable()
    .describe('When the provider was found to have charged what had ended without a charge'),
  operations: z.array(operation).describe('Oldest first'),
  review: review.nullable().describe('What an operator has to look at; null: nothing'),
  decisions: z.array(decision).describe('What operators have decided, oldest first'),
  created_at: part.time,
  updated_at: part.time,
});

export type ChargeResource = z.infer<typeof charge>;
