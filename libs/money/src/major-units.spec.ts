import fc from 'fast-check';
import { MAX_AMOUNT } from './amount.ts';
import { fromMajorUnits, toMajorUnits } from './major-units.ts';

describe('amounts in major units', () => {
  it.each([
    [12_500n, 'TRY', '125.00'],
    [5n, 'USD', '0.05'],
    [1_250n, 'JPY', '1250'],
    [1_500n, 'KWD', '1.500'],
    [1n, 'BHD', '0.001'],
    [999_999_999_999n, 'CLF', '99999999.9999'],
  ])('%s minor units of %s are written %s, and read back', (amount, currency, text) => {
    expect(toMajorUnits(amount, currency)).toBe(text);
    expect(fromMajorUnits(text, currency)).toBe(amount);
  });

  it('lose nothing on the way there and back', () =>
    fc.assert(
      fc.property(fc.bigInt(0n, MAX_AMOUNT), fc.constantFrom('JPY', 'EUR', 'KWD', 'CLF'), (amount, currency) =>
        expect(fromMajorUnits(toMajorUnits(amount, currency), currency)).toBe(amount),
      ),
    ));

  it.each([
    ['125', 'TRY'],
    ['125.0', 'TRY'],
    ['125.000', 'TRY'],
    ['1.5', 'KWD'],
    ['1250.00', 'JPY'],
    ['1250.', 'JPY'],
    ['0125.00', 'TRY'],
    ['-125.00', 'TRY'],
    ['1,250.00', 'TRY'],
    ['1.25e2', 'TRY'],
    ['.50', 'TRY'],
    ['', 'TRY'],
    ['125.00', 'ZZZ'],
  ])('are not %p of %s', (text, currency) => expect(fromMajorUnits(text, currency)).toBeUndefined());

  it('are of an ISO 4217 currency', () => expect(() => toMajorUnits(1n, 'ZZZ')).toThrow(RangeError));
});
