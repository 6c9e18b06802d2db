import fc from 'fast-check';
import { brandOf, cardFaults, passesLuhn } from './card.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const card = { number: '4242 4242 4242 4242', exp_month: 12, exp_year: 2030, cvc: '123' };
const pointers = (changes: Partial<typeof card>) =>
  cardFaults({ ...card, ...changes }, now, '/card').map(f => f.pointer);

describe('the Luhn check', () => {
  it.each(['4242424242424242', '5555555555554444', '378282246310005', '79927398713'])('passes %s', number =>
    expect(passesLuhn(number)).toBe(true),
  );

  it('finds every single wrong digit', () =>
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = Array.from('4242424242424242', Number);
        digits[at] = (digits[at]! + by) % 10;
        expect(passesLuhn(digits.join(''))).toBe(false);
      }),
    ));
});

describe('the brand', () => {
  it.each([
    ['4242424242424242', 'visa'],
    ['5555555555554444', 'mastercard'],
    ['2221000000000009', 'mastercard'],
    ['2720990000000007', 'mastercard'],
    ['2721000000000000', 'unknown'],
    ['378282246310005', 'amex'],
    ['6011111111111117', 'discover'],
    ['30569309025904', 'diners'],
    ['3530111333300000', 'jcb'],
    ['6240008631401148', 'unionpay'],
    ['9999999999999995', 'unknown'],
  ])('of %s is %s', (number, brand) => expect(brandOf(number)).toBe(brand));
});

describe('the faults of a card', () => {
  it('are none for a good one, spaces and hyphens or not', () => {
    expect(pointers({})).toEqual([]);
    expect(pointers({ number: '4242-4242-4242-4242' })).toEqual([]);
  });

  it.each(['4242424242424241', '42', '', 'abcdefghijkl', '4242.4242.4242.4242', '٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢'])(
    'name the number %p, without repeating it',
    number => {
      const faults = cardFaults({ ...card, number }, now, '/card');
      expect(faults.map(fault => fault.pointer)).toEqual(['/card/number']);
      if (number) expect(JSON.stringify(faults)).not.toContain(number);
    },
  );

  it('name the expiry from the first moment of the next month, UTC', () => {
    const november = { ...card, exp_month: 11, exp_year: 2026 };
    expect(cardFaults(november, new Date('2026-11-30T23:59:59.999Z'), '')).toEqual([]);
    expect(cardFaults(november, new Date('2026-12-01T00:00:00.000Z'), '')).toHaveLength(1);
    expect(pointers({ exp_month: 10, exp_year: 2026 })).toEqual(['/card/exp_month']);
    expect(pointers({ exp_year: 2025 })).toEqual(['/card/exp_year']);
  });

  it('come all at once', () =>
    expect(pointers({ number: '1', exp_year: 2000 })).toEqual(['/card/number', '/card/exp_year']));
});
