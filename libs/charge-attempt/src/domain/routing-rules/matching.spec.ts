import { ruleFor, type Payable } from './matching.ts';
import { ruleTo } from './routing-rules.examples.ts';
import type { Rule } from './rules.ts';

const payment: Payable = {
  amount: 10_000n,
  currency: 'EUR',
  brand: 'visa',
  country: 'DE',
  captureMethod: 'automatic',
};

const decides = (conditions: Partial<Rule['conditions']>, change: Partial<Payable> = {}): boolean =>
  ruleFor([ruleTo(['alpha'], conditions)], { ...payment, ...change }) !== undefined;

describe('a rule', () => {
  it('without conditions decides on everything', () => expect(decides({})).toBe(true));

  it.each<readonly [string, Partial<Rule['conditions']>, Partial<Rule['conditions']>]>([
    ['currency', { currencies: ['USD', 'EUR'] }, { currencies: ['USD'] }],
    ['brand', { brands: ['amex', 'visa'] }, { brands: ['amex'] }],
    ['country', { countries: ['AT', 'DE'] }, { countries: ['AT'] }],
    ['capture method', { captureMethods: ['automatic'] }, { captureMethods: ['manual'] }],
    ['least amount', { amountMin: 10_000n }, { amountMin: 10_001n }],
    ['greatest amount', { amountMax: 10_000n }, { amountMax: 9_999n }],
  ])('decides by %s', (_, fitting, other) => {
    expect(decides(fitting)).toBe(true);
    expect(decides(other)).toBe(false);
  });

  it('decides only where all of its conditions hold', () => {
    const conditions = { currencies: ['EUR'], amountMin: 5_000n, amountMax: 20_000n, countries: ['DE'] };
    expect(decides(conditions)).toBe(true);
    for (const change of [{ currency: 'USD' }, { amount: 4_999n }, { amount: 20_001n }, { country: 'AT' }])
      expect(decides(conditions, change)).toBe(false);
  });

  it('that asks for a country or a brand does not decide where none is known', () => {
    expect(decides({ countries: ['DE'] }, { country: null })).toBe(false);
    expect(decides({ brands: ['visa'] }, { brand: null })).toBe(false);
    expect(decides({}, { country: null, brand: null })).toBe(true);
  });

  it('decides before those that come after it', () => {
    const rules = [ruleTo(['alpha'], { currencies: ['USD'] }), ruleTo(['beta']), ruleTo(['gamma'])];
    expect(ruleFor(rules, payment)).toBe(rules[1]);
    expect(ruleFor(rules, { ...payment, currency: 'USD' })).toBe(rules[0]);
    expect(ruleFor([], payment)).toBeUndefined();
  });
});
