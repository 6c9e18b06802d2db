import type { Capabilities, Connectors } from '@counterfoil/providers';
import type { Routing } from './domain/events.ts';

/** What of a payment decides who can take it. */
export interface Routed {
  /** ISO 4217. */
  readonly currency: string;
  /** In the words of `payment_method.card.brand`. */
  readonly brand: string;
  readonly captureMethod: 'automatic' | 'manual';
}

const takes = (capability: Capabilities['currencies' | 'brands'], wanted: string): boolean =>
  capability === 'all' || capability.includes(wanted);

/** Why a provider cannot take the payment; undefined when it can. */
const misfitOf = (capabilities: Capabilities, { currency, brand, captureMethod }: Routed): string | undefined => {
  if (!takes(capabilities.currencies, currency)) return 'currency_not_supported';
  if (!takes(capabilities.brands, brand)) return 'brand_not_supported';
  return captureMethod === 'manual' && !capabilities.manualCapture ? 'manual_capture_not_supported' : undefined;
};

/**
 * Who may take a payment, and why: kept in the attempt's first event. The one rule there is: all providers, in the order
 * in which they are configured, `maxProviders` of those that can take it.
 */
export const route = (payment: Routed, connectors: Connectors, maxProviders: number): Routing => {
  const misfits = Array.from(
    connectors,
    ([provider, { capabilities }]) => [provider, misfitOf(capabilities, payment)] as const,
  );
  const fitting = misfits.filter(([, misfit]) => misfit === undefined).map(([provider]) => provider);
  const candidates = fitting.slice(0, maxProviders);
  const excluded = misfits
    .filter(([provider]) => !candidates.includes(provider))
    .map(([provider, misfit]) => ({ provider, reason: misfit ?? 'max_providers' }));
  return { rule: 'default', candidates, excluded };
};
