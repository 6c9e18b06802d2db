import fc from 'fast-check';
import { MAX_AMOUNT, minorUnits, minorUnitsOrZero } from './amount.ts';

describe('amounts in minor units', () => {
  it('go through JSON without a change', () =>
    fc.assert(
      fc.property(fc.bigInt(1n, MAX_AMOUNT), amount => {
        const json = JSON.stringify(minorUnits.encode(amount));
        expect(minorUnits.decode(JSON.parse(json) as number)).toBe(amount);
      }),
    ));

  it.each([0, -1, 1.5, 1_000_000_000_000, Number.NaN, '5', null])('are never %p', value =>
    expect(minorUnits.safeParse(value).success).toBe(false),
  );

  it('may be zero where something is what is left', () => expect(minorUnitsOrZero.decode(0)).toBe(0n));
});
