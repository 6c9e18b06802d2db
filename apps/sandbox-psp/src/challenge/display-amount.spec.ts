import { displayAmount } from './display-amount.ts';

it.each([
  [12_500n, 'TRY', 'TRY 125.00'],
  [5n, 'USD', 'USD 0.05'],
  [123_456_789n, 'EUR', 'EUR 1,234,567.89'],
  [1_250n, 'JPY', 'JPY 1,250'],
  [1_500n, 'KWD', 'KWD 1.500'],
  [999_999_999_999n, 'CLF', 'CLF 99,999,999.9999'],
])('shows %s minor units of %s as %s', (amount, currency, shown) =>
  expect(displayAmount(amount, currency)).toBe(shown),
);
