import { behaviourOf, brandOf, passesLuhn } from './cards.ts';

it.each(['4242424242424242', '5555555555554444', '4000000000003220', '378282246310005'])(
  'accepts the check digit of %s',
  number => expect(passesLuhn(number)).toBe(true),
);

it.each(['4242424242424241', '5555555555554445', '4000000000003202'])('finds the wrong check digit of %s', number =>
  expect(passesLuhn(number)).toBe(false),
);

it.each([
  ['4242424242424242', 'visa'],
  ['5555555555554444', 'mastercard'],
  ['2223003122003222', 'mastercard'],
  ['378282246310005', 'amex'],
  ['6011111111111117', 'unknown'],
])('knows %s as %s', (number, brand) => expect(brandOf(number)).toBe(brand));

it('lets a card that is not in the table succeed', () =>
  expect(behaviourOf('4111111111111111', 'alpha')).toEqual({ kind: 'succeeds' }));

it('has the first provider fail at a card that every other one can process', () => {
  expect(behaviourOf('4000000000000119', 'alpha')).toEqual({ kind: 'declines', code: 'processing_error' });
  expect(behaviourOf('4000000000000119', 'beta')).toEqual({ kind: 'succeeds' });
});

it.each(['alpha', 'beta'] as const)('has a card that %s cannot process, nor any other provider', provider =>
  expect(behaviourOf('4000000000960007', provider)).toEqual({ kind: 'declines', code: 'processing_error' }),
);
