import { currencyCode, minorUnits, minorUnitsOrZero } from '@counterfoil/money';
import { z } from 'zod';
import { captureMethod } from '../resources/parts.ts';
import { cardBrand } from './card-brand.ts';
import { countryCode } from './countries.ts';
import { optional } from './parts.ts';
import { text } from './text.ts';

/** The names of the providers that there are; the document, which is the same everywhere, knows none. */
type Providers = readonly string[] | null;

// Faults between fields are told beside those of the fields themselves, so that these checks meet any value.
const always = { when: () => true };
const membersOf = (list: unknown, name: string): readonly unknown[] =>
  Array.isArray(list) ? list.map((item: Readonly<Record<string, unknown>> | null) => item?.[name]) : [];

/** Says of every repeated `name` in a list of objects that it is one. */
const distinct = (name: string) => (list: unknown, context: z.RefinementCtx) => {
  const values = membersOf(list, name);
  values.forEach((value, at) => {
    if (typeof value === 'string' && values.indexOf(value) < at)
      context.addIssue({ code: 'custom', path: [at, name], message: 'is there already' });
  });
};

const isWeightedAlike = (list: unknown): boolean =>
  new Set(membersOf(list, 'weight').map(weight => weight === null || weight === undefined)).size < 2;

const isRange = (given: unknown): boolean => {
  const { amount_min: min, amount_max: max } = (given ?? {}) as Readonly<Record<string, unknown>>;
  return typeof min !== 'bigint' || typeof max !== 'bigint' || min <= max;
};

const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.array(schema).max(300).default([]).describe('One of these; empty: any');

const conditions = z
  .strictObject({
    currencies: listOf(currencyCode),
    amount_min: optional(minorUnitsOrZero).describe("In the payment currency's minor unit, inclusive"),
    amount_max: optional(minorUnits).describe("In the payment currency's minor unit, inclusive"),
    brands: listOf(cardBrand),
    countries: listOf(countryCode).describe(
      "One of these (ISO 3166-1 alpha-2) is the country of the payer's billing address; empty: any, or none",
    ),
    capture_methods: listOf(captureMethod),
  })
  .refine(isRange, { ...always, path: ['amount_max'], message: 'must be at least amount_min' });

const providerName = (providers: Providers) =>
  text(64).refine(
    name => providers?.includes(name) ?? true,
    `must be one of ${(providers ?? []).map(name => JSON.stringify(name)).join(', ')}`,
  );

const rule = (providers: Providers) =>
  z.strictObject({
    name: text(64).refine(name => name !== 'default', 'must not be "default", which is the built-in rule'),
    conditions: conditions.prefault({}).describe('All of them hold, or the rule does not decide'),
    providers: z
      .array(z.strictObject({ provider: providerName(providers), weight: optional(z.int().min(1).max(100)) }))
      .min(1)
      .max(20)
      .superRefine(distinct('provider'), always)
      .refine(isWeightedAlike, { ...always, message: 'must all have a weight, or none' })
      .describe(
        'In the order in which they are tried; with weights, in an order drawn for each payment in which one comes first as often as its weight says',
      ),
  });

const rules = (providers: Providers) => z.array(rule(providers)).max(100).superRefine(distinct('name'), always);

/** `PUT /v1/routing-rules`: all of a merchant's rules; the first one that fits decides. */
export const routingRulesBody = (providers: Providers = null) =>
  z.strictObject({
    rules: rules(providers),
    version: optional(z.int().min(0)).describe('That of the rules that you changed; null: whichever they are'),
  });

/** `POST /v1/routing-rules/simulate`: a payment, and perhaps rules that are not kept. */
export const simulateRoutingBody = (providers: Providers = null) =>
  z.strictObject({
    amount: minorUnits,
    currency: currencyCode,
    brand: optional(cardBrand).describe('Null: not known'),
    country: optional(countryCode).describe("Of the payer's billing address; null: not known"),
    capture_method: captureMethod.default('automatic'),
    rules: optional(rules(providers)).describe('Rules to try; null: yours, as they are'),
  });

export type RoutingRulesBody = z.infer<ReturnType<typeof routingRulesBody>>;
export type SimulateRoutingBody = z.infer<ReturnType<typeof simulateRoutingBody>>;
export type RuleInput = RoutingRulesBody['rules'][number];
