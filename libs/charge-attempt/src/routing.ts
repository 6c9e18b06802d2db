import type { Capabilities, Connectors } from '@counterfoil/providers';
import type { Routing } from './domain/events.ts';
import type { RoutingRules } from './domain/routing-rules/decider.ts';
import { ruleFor, type Payable } from './domain/routing-rules/matching.ts';
import { weightedOrder } from './weighted-order.ts';

/** What of a payment decides who may take it. */
export interface Routed extends Payable {
  /** The payer's confirmation: where a rule has weights, the order is drawn by it. */
  readonly confirmationId: string;
}

/** How the providers stand with calls at present. */
export interface Availability {
  /** Why it takes none, in a word; undefined when it does. */
  unavailable(provider: string): string | undefined;
  /** Whether it is just being tried again, and others have to wait. */
  isOnTrial(provider: string): boolean;
}

/** The rule that is always there, after the merchant's own: all providers, in the order in which they are configured. */
const BUILT_IN_RULE = 'default';

const takes = (capability: Capabilities['currencies' | 'brands'], wanted: string | null): boolean =>
  capability === 'all' || wanted === null || capability.includes(wanted);

/** Why a provider cannot take the payment; undefined when it can. */
const misfitOf = (capabilities: Capabilities, { currency, brand, captureMethod }: Routed): string | undefined => {
  if (!takes(capabilities.currencies, currency)) return 'currency_not_supported';
  if (!takes(capabilities.brands, brand)) return 'brand_not_supported';
  return captureMethod === 'manual' && !capabilities.manualCapture ? 'manual_capture_not_supported' : undefined;
};

/**
 * Who may take a payment, in which order, and why: kept in the attempt's first event. The rule that decides names the
 * providers; `maxProviders` of those that can take the payment, and take calls at present, are candidates. Who is on trial
 * comes after the others: it may work again by then, and is better than nobody.
 */
export const route = (
  payment: Routed,
  connectors: Connectors,
  maxProviders: number,
  { rules, version: rulesVersion }: Pick<RoutingRules, 'rules' | 'version'>,
  availability: Availability,
): Routing => {
  const rule = ruleFor(rules, payment);
  const order = rule ? weightedOrder(rule.providers, payment.confirmationId) : [...connectors.keys()];
  const obstacleOf = (provider: string): string | undefined => {
    const connector = connectors.get(provider);
    return connector
      ? (misfitOf(connector.capabilities, payment) ?? availability.unavailable(provider))
      : 'not_configured';
  };
  const asked = order.map(provider => ({ provider, obstacle: obstacleOf(provider) }));
  const fitting = asked.filter(({ obstacle }) => obstacle === undefined).map(({ provider }) => provider);
  const onTrial = fitting.filter(provider => availability.isOnTrial(provider));
  const candidates = [...fitting.filter(provider => !onTrial.includes(provider)), ...onTrial].slice(0, maxProviders);
  const leftOut = asked.filter(({ provider }) => !candidates.includes(provider));
  const excluded = [
    ...leftOut.map(({ provider, obstacle }) => ({ provider, reason: obstacle ?? 'max_providers' })),
    ...[...connectors.keys()]
      .filter(provider => !order.includes(provider))
      .map(provider => ({ provider, reason: 'not_in_rule' })),
  ];
  return { rule: rule?.name ?? BUILT_IN_RULE, rulesVersion, candidates, excluded };
};
