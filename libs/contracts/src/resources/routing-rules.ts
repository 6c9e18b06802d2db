import { z } from 'zod';
import * as part from './parts.ts';

const rule = z.strictObject({
  name: z.string(),
  conditions: z
    .strictObject({
      currencies: z.array(part.currency),
      amount_min: part.amountOrZero.nullable(),
      amount_max: part.amount.nullable(),
      brands: z.array(z.string()),
      countries: z.array(z.string()),
      capture_methods: z.array(part.captureMethod),
    })
    .describe('Lists: one of these, or any when empty; amounts: inclusive'),
  providers: z.array(z.strictObject({ provider: z.string(), weight: z.int().min(1).max(100).nullable() })),
});

/** A merchant's routing rules. */
export const routingRules = z.strictObject({
  version: z.int().min(0).describe('Counts the changes; 0: there are no rules of yours, the built-in one decides'),
  rules: z.array(rule),
  updated_at: part.time.nullable(),
});

/** What a payment would meet. */
export const simulatedRouting = z.strictObject({
  routing: z.strictObject({
    rule: z.string().describe('The rule that decides'),
    candidates: z.array(z.string()).describe('In the order in which they would be tried'),
    excluded: z.array(z.strictObject({ provider: z.string(), reason: z.string() })),
    weights: z
      .array(z.strictObject({ provider: z.string(), weight: z.int().min(1).max(100) }))
      .nullable()
      .describe(
        'Of the rule: then the order is drawn for each payment, and `candidates` is one draw; null: it is fixed',
      ),
  }),
  version: z.int().min(0).nullable().describe('Of your rules; null: those of the request decided'),
});

export type RoutingRulesResource = z.infer<typeof routingRules>;
export type SimulatedRouting = z.infer<typeof simulatedRouting>;
