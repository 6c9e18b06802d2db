import type { Capabilities } from '@counterfoil/providers';
import { scriptedConnector } from '../test/scripted-connector.ts';
import { route, type Routed } from './routing.ts';

const all: Capabilities = scriptedConnector().connector.capabilities;

/** Routes among providers that can do everything but what is said of them. */
const routed = (
  providers: Readonly<Record<string, Partial<Capabilities>>>,
  payment: Partial<Routed> = {},
  maxProviders = 3,
) =>
  route(
    { currency: 'EUR', brand: 'visa', captureMethod: 'automatic', ...payment },
    new Map(
      Object.entries(providers).map(([provider, change]) => [
        provider,
        { ...scriptedConnector(provider).connector, capabilities: { ...all, ...change } },
      ]),
    ),
    maxProviders,
  );

describe('routing', () => {
  it('tries the providers in the order in which they are configured, and says by which rule', () => {
    expect(routed({ alpha: {}, beta: {} })).toEqual({ rule: 'default', candidates: ['alpha', 'beta'], excluded: [] });
    expect(routed({ beta: {}, alpha: {} }).candidates).toEqual(['beta', 'alpha']);
  });

  it.each([
    ['currency_not_supported', { currencies: ['USD'] }],
    ['brand_not_supported', { brands: ['mastercard'] }],
    ['manual_capture_not_supported', { manualCapture: false }],
  ] as const)('leaves out who cannot take the payment, and says why: %s', (reason, lacks) =>
    expect(routed({ alpha: lacks, beta: {} }, { captureMethod: 'manual' })).toEqual({
      rule: 'default',
      candidates: ['beta'],
      excluded: [{ provider: 'alpha', reason }],
    }),
  );

  it('keeps who can, if barely', () => {
    const limits = { currencies: ['EUR'], brands: ['visa'], manualCapture: false };
    expect(routed({ alpha: limits }).candidates).toEqual(['alpha']);
  });

  it('has no more candidates than may be tried, and counts only who can take the payment', () =>
    expect(routed({ alpha: {}, beta: { currencies: [] }, gamma: {}, delta: {} }, {}, 2)).toEqual({
      rule: 'default',
      candidates: ['alpha', 'gamma'],
      excluded: [
        { provider: 'beta', reason: 'currency_not_supported' },
        { provider: 'delta', reason: 'max_providers' },
      ],
    }));

  it('finds nobody when nobody can', () => {
    expect(routed({})).toEqual({ rule: 'default', candidates: [], excluded: [] });
    expect(routed({ alpha: { brands: [] } }).candidates).toEqual([]);
  });
});
