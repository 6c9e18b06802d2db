import { minorUnits, minorUnitsOrZero } from '@counterfoil/money';
import { z } from 'zod';

/** What a payment must be for the rule to decide. Lists: any of these, or anything when empty; null: no bound. */
const conditions = z.strictObject({
  /** ISO 4217. */
  currencies: z.array(z.string()).readonly(),
  /** Minor units of the payment's currency, both inclusive. */
  amountMin: minorUnitsOrZero.nullable(),
  amountMax: minorUnits.nullable(),
  /** In the words of `payment_method.card.brand`. */
  brands: z.array(z.string()).readonly(),
  /** ISO 3166-1 alpha-2, of the payer's billing address. */
  countries: z.array(z.string()).readonly(),
  captureMethods: z.array(z.enum(['automatic', 'manual'])).readonly(),
});

/** `weight` (1..100) is given for all of a rule's providers, or for none: then their order is the order. */
const weighted = z.strictObject({ provider: z.string(), weight: z.int().min(1).max(100).nullable() });

/** The first rule whose every condition holds says who may take a payment, and in which order. */
const rule = z.strictObject({ name: z.string(), conditions, providers: z.array(weighted).readonly() });

/** A merchant's rules as they are stored. */
export const rules = z.array(rule).readonly();

export type Rule = Readonly<z.output<typeof rule>>;
export type WeightedProvider = Rule['providers'][number];

/** Whether both say the same, word for word. */
export const isSame = (one: readonly Rule[], other: readonly Rule[]): boolean =>
  JSON.stringify(z.encode(rules, one)) === JSON.stringify(z.encode(rules, other));
