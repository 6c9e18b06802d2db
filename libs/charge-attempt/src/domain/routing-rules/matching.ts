import type { Rule } from './rules.ts';

/** What of a payment a rule may ask for. */
export interface Payable {
  /** Minor units. */
  readonly amount: bigint;
  /** ISO 4217. */
  readonly currency: string;
  /** In the words of `payment_method.card.brand`; null: not known. */
  readonly brand: string | null;
  /** ISO 3166-1 alpha-2, of the payer's billing address; null: not known. */
  readonly country: string | null;
  readonly captureMethod: 'automatic' | 'manual';
}

/** What is not known is none of those asked for. */
const isAmong = (wanted: readonly string[], found: string | null): boolean =>
  wanted.length === 0 || (found !== null && wanted.includes(found));

const holds = ({ conditions }: Rule, payment: Payable): boolean =>
  isAmong(conditions.currencies, payment.currency) &&
  isAmong(conditions.brands, payment.brand) &&
  isAmong(conditions.countries, payment.country) &&
  isAmong(conditions.captureMethods, payment.captureMethod) &&
  (conditions.amountMin === null || payment.amount >= conditions.amountMin) &&
  (conditions.amountMax === null || payment.amount <= conditions.amountMax);

/** The rule that decides; undefined when none does. */
export const ruleFor = (rules: readonly Rule[], payment: Payable): Rule | undefined =>
  rules.find(rule => holds(rule, payment));
