import { code } from 'currency-codes';

/** The digits after the point (ISO 4217 exponent): JPY 0, EUR 2, KWD 3, CLF 4; undefined of no ISO 4217 currency. */
const exponentOf = (currency: string): number | undefined => code(currency)?.digits;

/** Minor units as a decimal text in major units, every digit after the point written: 12500n TRY is `125.00`. */
export const toMajorUnits = (amount: bigint, currency: string): string => {
  const exponent = exponentOf(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is no ISO 4217 currency`);
  if (exponent === 0) return amount.toString();
  const digits = amount.toString().padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

/** What `toMajorUnits` wrote; undefined for any other text: too many or too few digits, a sign, no such currency. */
export const fromMajorUnits = (text: string, currency: string): bigint | undefined => {
  if (exponentOf(currency) === undefined || !/^\d{1,18}(\.\d{1,4})?$/.test(text)) return undefined;
  const amount = BigInt(text.replace('.', ''));
  return toMajorUnits(amount, currency) === text ? amount : undefined;
};
