import { currencyCode, fromMajorUnits, MAX_AMOUNT, toMajorUnits } from '@counterfoil/money';
import { z } from 'zod';

/** Beta's way to write money: major units, with all the digits that ISO 4217 gives the currency. */
export interface Money {
  readonly value: string;
  readonly currency: string;
}

/** Minor units in beta's words. */
export const moneyOf = (amount: bigint, currency: string): Money => ({
  value: toMajorUnits(amount, currency),
  currency,
});

/** Money in a request, as minor units. */
export const money = z.strictObject({ value: z.string(), currency: currencyCode }).transform((given, context) => {
  const amount = fromMajorUnits(given.value, given.currency);
  if (amount !== undefined && amount > 0n && amount <= MAX_AMOUNT) return { amount, currency: given.currency };
  const message = `must be an amount with the digits of ${given.currency}, such as ${toMajorUnits(12_500n, given.currency)}`;
  context.issues.push({ code: 'custom', path: ['value'], message, input: given.value });
  return z.NEVER;
});
