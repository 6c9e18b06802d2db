import type { CardBrand } from '@counterfoil/contracts/requests';
import type { FieldFault } from '@counterfoil/platform';

/** A card as the payer typed it: the number may hold spaces and hyphens. */
export interface CardInput {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string | null;
}

/** Issuer identification ranges (ISO/IEC 7812): the first that matches names the brand. */
const brands: readonly (readonly [CardBrand, RegExp])[] = [
  ['visa', /^4/],
  ['mastercard', /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ['amex', /^3[47]/],
  ['discover', /^(6011|64[4-9]|65)/],
  ['diners', /^3(0[0-5]|095|[689])/],
  ['jcb', /^35(2[89]|[3-8])/],
  ['unionpay', /^(62|81)/],
];

/** The digits of a number as typed. */
export const digitsOf = (number: string): string => number.replaceAll(/[ -]/g, '');

/** The brand of a number of digits. */
export const brandOf = (digits: string): CardBrand => brands.find(([, range]) => range.test(digits))?.[0] ?? 'unknown';

/** The Luhn check (ISO/IEC 7812-1, annex B) over a string of digits. */
export const passesLuhn = (digits: string): boolean => {
  const sum = Array.from(digits, Number)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0);
  return sum % 10 === 0;
};

/** What is wrong with a card at `now`; `at` is the card's own pointer. A card is good to the end of its month, UTC. */
export const cardFaults = (card: CardInput, now: Date, at: string): readonly FieldFault[] => {
  const faults: FieldFault[] = [];
  const digits = digitsOf(card.number);
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits))
    faults.push({ pointer: `${at}/number`, detail: 'is not a card number: check it for a typing error' });
  if (card.exp_year < now.getUTCFullYear()) faults.push({ pointer: `${at}/exp_year`, detail: 'is in the past' });
  if (card.exp_year === now.getUTCFullYear() && card.exp_month <= now.getUTCMonth())
    faults.push({ pointer: `${at}/exp_month`, detail: 'is in the past' });
  return faults;
};
