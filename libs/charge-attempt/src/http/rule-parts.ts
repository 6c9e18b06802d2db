import type { RoutingRulesResource, SimulatedRouting } from '@counterfoil/contracts';
import type { RuleInput } from '@counterfoil/contracts/requests';
import type { RoutingRules } from '../domain/routing-rules/decider.ts';
import type { Rule } from '../domain/routing-rules/rules.ts';

/** A rule of a request as it is decided and stored. */
export const ruleOf = ({ name, conditions, providers }: RuleInput): Rule => ({
  name,
  conditions: {
    currencies: conditions.currencies,
    amountMin: conditions.amount_min,
    amountMax: conditions.amount_max,
    brands: conditions.brands,
    countries: conditions.countries,
    captureMethods: conditions.capture_methods,
  },
  providers,
});

const numberOrNull = (amount: bigint | null): number | null => (amount === null ? null : Number(amount));

const ruleShown = ({ name, conditions, providers }: Rule): RoutingRulesResource['rules'][number] => ({
  name,
  conditions: {
    currencies: [...conditions.currencies],
    amount_min: numberOrNull(conditions.amountMin),
    amount_max: numberOrNull(conditions.amountMax),
    brands: [...conditions.brands],
    countries: [...conditions.countries],
    capture_methods: [...conditions.captureMethods],
  },
  providers: [...providers],
});

/** The rules as their merchant sees them. */
export const routingRulesResource = ({ version, rules, updatedAt }: RoutingRules): RoutingRulesResource => ({
  version,
  rules: rules.map(ruleShown),
  updated_at: updatedAt,
});

/** What the rule draws its order by; null when the order is fixed. */
export const weightsOf = (rule: Rule | undefined): SimulatedRouting['routing']['weights'] => {
  const weights = (rule?.providers ?? []).flatMap(({ provider, weight }) =>
    weight === null ? [] : { provider, weight },
  );
  return weights.length === 0 ? null : weights;
};
