import { fromMajorUnits, toMajorUnits } from '@counterfoil/money';
import { z } from 'zod';

/** Beta writes money in major units, with all the digits that ISO 4217 gives the currency. */
export const moneyOf = (amount: bigint, currency: string): { readonly value: string; readonly currency: string } => ({
  value: toMajorUnits(amount, currency),
  currency,
});

/** Beta's money as minor units; any other writing of it is malformed. */
export const money = z.object({ value: z.string(), currency: z.string() }).transform(({ value, currency }, context) => {
  const amount = fromMajorUnits(value, currency);
  if (amount !== undefined) return { amount, currency };
  context.issues.push({ code: 'custom', message: 'is no amount of the currency', input: value });
  return z.NEVER;
});
