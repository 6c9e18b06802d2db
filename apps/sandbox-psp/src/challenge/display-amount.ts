import { code } from 'currency-codes';

/** How a payer reads an amount of minor units: `TRY 1,250.00`, by the currency's ISO 4217 exponent. */
export const displayAmount = (amount: bigint, currency: string): string => {
  const digits = code(currency)?.digits ?? 0;
  const exact = amount.toString().padStart(digits + 1, '0');
  const whole = BigInt(exact.slice(0, exact.length - digits)).toLocaleString('en-US');
  return `${currency} ${digits === 0 ? whole : `${whole}.${exact.slice(-digits)}`}`;
};
