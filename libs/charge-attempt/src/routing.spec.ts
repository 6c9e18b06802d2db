import type { Capabilities } from '@counterfoil/providers';
import fc from 'fast-check';
import { scriptedConnector } from '../test/scripted-connector.ts';
import { ruleTo } from './domain/routing-rules/routing-rules.examples.ts';
import type { Rule } from './domain/routing-rules/rules.ts';
import { route, type Routed, type Availability } from './routing.ts';

const all: Capabilities = scriptedConnector().connector.capabilities;

interface Circumstances {
  readonly payment?: Partial<Routed>;
  readonly maxProviders?: number;
  readonly rules?: readonly Rule[];
  readonly unavailable?: Availability['unavailable'];
  readonly onTrial?: readonly string[];
}

const payable: Routed = {
  ...{ amount: 12_500n, currency: 'EUR', brand: 'visa', country: null },
  ...{ captureMethod: 'automatic', confirmationId: 'confirmation_1' },
};

/** Routes among providers that can do everything but what is said of them. */
const routed = (
  providers: Readonly<Record<string, Partial<Capabilities>>>,
  { payment = {}, maxProviders = 3, rules = [], unavailable = () => undefined, onTrial = [] }: Circumstances = {},
) =>
  route(
    { ...payable, ...payment },
    new Map(
      Object.entries(providers).map(([provider, change]) => [
        provider,
        { ...scriptedConnector(provider).connector, capabilities: { ...all, ...change } },
      ]),
    ),
    maxProviders,
    { rules, version: rules.length === 0 ? 0 : 7 },
    { unavailable, isOnTrial: provider => onTrial.includes(provider) },
  );

const builtIn = { rule: 'default', rulesVersion: 0 };

describe('routing without rules', () => {
  it('tries the providers in the order in which they are configured, and says by which rule', () => {
    expect(routed({ alpha: {}, beta: {} })).toEqual({ ...builtIn, candidates: ['alpha', 'beta'], excluded: [] });
    expect(routed({ beta: {}, alpha: {} }).candidates).toEqual(['beta', 'alpha']);
  });

  it.each([
    ['currency_not_supported', { currencies: ['USD'] }],
    ['brand_not_supported', { brands: ['mastercard'] }],
    ['manual_capture_not_supported', { manualCapture: false }],
  ] as const)('leaves out who cannot take the payment, and says why: %s', (reason, lacks) =>
    expect(routed({ alpha: lacks, beta: {} }, { payment: { captureMethod: 'manual' } })).toEqual({
      ...builtIn,
      candidates: ['beta'],
      excluded: [{ provider: 'alpha', reason }],
    }),
  );

  it('keeps who can, if barely', () => {
    const limits = { currencies: ['EUR'], brands: ['visa'], manualCapture: false };
    expect(routed({ alpha: limits }).candidates).toEqual(['alpha']);
  });

  it('has no more candidates than may be tried, and counts only who can take the payment', () =>
    expect(routed({ alpha: {}, beta: { currencies: [] }, gamma: {}, delta: {} }, { maxProviders: 2 })).toEqual({
      ...builtIn,
      candidates: ['alpha', 'gamma'],
      excluded: [
        { provider: 'beta', reason: 'currency_not_supported' },
        { provider: 'delta', reason: 'max_providers' },
      ],
    }));

  it('leaves out who takes no calls at present, before it counts', () =>
    expect(
      routed(
        { alpha: {}, beta: { brands: [] }, gamma: {} },
        { maxProviders: 1, unavailable: provider => (provider === 'gamma' ? undefined : 'circuit_open') },
      ),
    ).toEqual({
      ...builtIn,
      candidates: ['gamma'],
      excluded: [
        { provider: 'alpha', reason: 'circuit_open' },
        { provider: 'beta', reason: 'brand_not_supported' },
      ],
    }));

  it('tries who is just being tried again after the others, and rather than nobody', () => {
    expect(routed({ alpha: {}, beta: {} }, { onTrial: ['alpha'] }).candidates).toEqual(['beta', 'alpha']);
    expect(routed({ alpha: {}, beta: { brands: [] } }, { onTrial: ['alpha'] }).candidates).toEqual(['alpha']);
    expect(routed({ alpha: {}, beta: {} }, { onTrial: ['alpha'], maxProviders: 1 })).toMatchObject({
      candidates: ['beta'],
      excluded: [{ provider: 'alpha', reason: 'max_providers' }],
    });
  });

  it('finds nobody when nobody can, or all are unavailable', () => {
    expect(routed({})).toEqual({ ...builtIn, candidates: [], excluded: [] });
    expect(routed({ alpha: { brands: [] } }).candidates).toEqual([]);
    expect(routed({ alpha: {}, beta: {} }, { unavailable: () => 'circuit_open' }).candidates).toEqual([]);
  });
});

describe('routing by rules', () => {
  const providers = { alpha: {}, beta: {}, gamma: {} };

  it('tries the providers of the rule in its order, no others, and says by which version of the rules', () =>
    expect(routed(providers, { rules: [ruleTo(['gamma', 'alpha'], {}, 'mine')] })).toEqual({
      ...{ rule: 'mine', rulesVersion: 7 },
      candidates: ['gamma', 'alpha'],
      excluded: [{ provider: 'beta', reason: 'not_in_rule' }],
    }));

  it('is the built-in one for a payment that none of them fits', () =>
    expect(routed(providers, { rules: [ruleTo(['gamma'], { currencies: ['USD'] })] })).toEqual({
      ...{ rule: 'default', rulesVersion: 7 },
      candidates: ['alpha', 'beta', 'gamma'],
      excluded: [],
    }));

  it('sends nothing to who cannot take it, or is not there any more', () =>
    expect(
      routed({ ...providers, beta: { currencies: ['USD'] } }, { rules: [ruleTo(['beta', 'omega', 'alpha'], {}, 'r')] }),
    ).toEqual({
      ...{ rule: 'r', rulesVersion: 7 },
      candidates: ['alpha'],
      excluded: [
        { provider: 'beta', reason: 'currency_not_supported' },
        { provider: 'omega', reason: 'not_configured' },
        { provider: 'gamma', reason: 'not_in_rule' },
      ],
    }));

  it('with weights draws the order by the confirmation', () => {
    const weighted = { ...ruleTo([]), providers: ['alpha', 'beta'].map(provider => ({ provider, weight: 50 })) };
    const orderOf = (confirmationId: string) =>
      routed(providers, { rules: [weighted], payment: { confirmationId } }).candidates.join();
    const ids = Array.from({ length: 40 }, (_, at) => `confirmation_${at}`);
    expect(new Set(ids.map(orderOf))).toEqual(new Set(['alpha,beta', 'beta,alpha']));
    expect(ids.map(orderOf)).toEqual(ids.map(orderOf));
  });
});

describe('whatever the rules, the providers and the payment', () => {
  const NAMES = ['alpha', 'beta', 'gamma', 'delta'];
  const some = (values: readonly string[]) => fc.subarray([...values]);
  const currencies = ['EUR', 'USD', 'TRY'];
  const brands = ['visa', 'amex'];
  const method = fc.constantFrom('automatic', 'manual');
  const amount = fc.bigInt({ min: 1n, max: 20n });

  const capabilities = fc.record({
    ...{ currencies: fc.oneof(fc.constant('all' as const), some(currencies)) },
    ...{ brands: fc.oneof(fc.constant('all' as const), some(brands)), manualCapture: fc.boolean() },
  });
  const conditions = fc.record({
    ...{ currencies: some(currencies), brands: some(brands), countries: some(['DE', 'AT']) },
    ...{ amountMin: fc.option(amount), amountMax: fc.option(amount), captureMethods: fc.subarray(['manual' as const]) },
  });
  const named = fc.shuffledSubarray([...NAMES, 'omega'], { minLength: 1 });
  const rule = fc.record({
    ...{ name: fc.string(), conditions },
    providers: fc
      .tuple(named, fc.option(fc.integer({ min: 1, max: 100 })))
      .map(([chosen, weight]) =>
        chosen.map((provider, at) => ({ provider, weight: weight === null ? null : ((weight + at) % 100) + 1 })),
      ),
  });
  const payment = fc.record({
    ...{ amount, currency: fc.constantFrom(...currencies), brand: fc.constantFrom(...brands) },
    ...{ country: fc.option(fc.constantFrom('DE', 'AT')), captureMethod: method, confirmationId: fc.uuid() },
  });
  const circumstances = fc.record({
    ...{ payment, rules: fc.array(rule, { maxLength: 4 }), maxProviders: fc.integer({ min: 1, max: 5 }) },
    ...{ providers: fc.dictionary(fc.constantFrom(...NAMES), capabilities), open: some(NAMES) },
  });

  it('candidates can take it, are available, unique and few; everybody else is excluded for a reason; again the same', () =>
    fc.assert(
      fc.property(circumstances, ({ providers, open, ...rest }) => {
        const asked = { ...rest, unavailable: (name: string) => (open.includes(name) ? 'circuit_open' : undefined) };
        const decision = routed(providers, asked);
        const { rule: decided, candidates, excluded } = decision;
        expect(new Set(candidates).size).toBe(candidates.length);
        expect(candidates.length).toBeLessThanOrEqual(rest.maxProviders);
        const rule = rest.rules.find(({ name }) => name === decided);
        for (const name of candidates) {
          const known = providers[name]!;
          expect(known.currencies === 'all' || known.currencies.includes(rest.payment.currency)).toBe(true);
          expect(known.brands === 'all' || known.brands.includes(rest.payment.brand)).toBe(true);
          expect(known.manualCapture || rest.payment.captureMethod === 'automatic').toBe(true);
          expect(open).not.toContain(name);
          if (rule) expect(rule.providers.map(({ provider }) => provider)).toContain(name);
        }
        const told = [...candidates, ...excluded.map(({ provider }) => provider)];
        expect(new Set(told).size).toBe(told.length);
        expect(new Set(told)).toEqual(
          new Set([...Object.keys(providers), ...(rule?.providers ?? []).map(({ provider }) => provider)]),
        );
        expect(routed(providers, asked)).toEqual(decision);
        if (excluded.some(({ reason }) => reason === 'max_providers'))
          expect(candidates).toHaveLength(rest.maxProviders);
      }),
    ));
});
