import type { Rule } from './rules.ts';

/** Of a rule that takes anything. */
const anything: Rule['conditions'] = {
  currencies: [],
  amountMin: null,
  amountMax: null,
  brands: [],
  countries: [],
  captureMethods: [],
};

/** A rule that sends what fits to these providers, in this order. */
export const ruleTo = (
  providers: readonly string[],
  conditions: Partial<Rule['conditions']> = {},
  name = `to ${providers.join(' and ')}`,
): Rule => ({
  name,
  conditions: { ...anything, ...conditions },
  providers: providers.map(provider => ({ provider, weight: null })),
});
