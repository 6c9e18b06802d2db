import { toMajorUnits } from '@counterfoil/money';

/** How a payer reads an amount of minor units: `TRY 1,250.00`. */
export const displayAmount = (amount: bigint, currency: string): string => {
  const [whole = '', ...fraction] = toMajorUnits(amount, currency).split('.');
  return `${currency} ${[BigInt(whole).toLocaleString('en-US'), ...fraction].join('.')}`;
};
