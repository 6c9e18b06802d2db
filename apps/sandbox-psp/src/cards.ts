import type { DeclineCode } from './declines.ts';
import { PROVIDERS, type Provider } from './providers.ts';

/** What a card number makes the provider do. */
export type CardBehaviour =
  | { readonly kind: 'succeeds' }
  /** What it pays is disputed later. */
  | { readonly kind: 'disputes' }
  | { readonly kind: 'declines'; readonly code: DeclineCode }
  | { readonly kind: 'challenges' }
  /** The provider never answers the call; `acts` says whether it did what it was asked. */
  | { readonly kind: 'silent'; readonly acts: boolean }
  | { readonly kind: 'capture_fails' };

const behaviours: Readonly<Record<string, CardBehaviour>> = {
  '4242424242424242': { kind: 'succeeds' },
  '5555555555554444': { kind: 'succeeds' },
  '4000000000000259': { kind: 'disputes' },
  '4000000000000002': { kind: 'declines', code: 'card_declined' },
  '4000000000009995': { kind: 'declines', code: 'insufficient_funds' },
  '4000000000009987': { kind: 'declines', code: 'lost_card' },
  '4000000000003220': { kind: 'challenges' },
  '4000000000006801': { kind: 'silent', acts: true },
  '4000000000006819': { kind: 'silent', acts: false },
  '4000000000000341': { kind: 'capture_fails' },
  '4000000000960007': { kind: 'declines', code: 'processing_error' },
};

/** The card that the first provider cannot process, and every other one can. */
const FIRST_FAILS = '4000000000000119';

/** What happens to a charge of `number`; a number that is not in the table succeeds. */
export const behaviourOf = (number: string, provider: Provider): CardBehaviour =>
  number === FIRST_FAILS && provider === PROVIDERS[0]
    ? { kind: 'declines', code: 'processing_error' }
    : (behaviours[number] ?? { kind: 'succeeds' });

const brands: readonly (readonly [RegExp, string])[] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'mastercard'],
  [/^3[47]/, 'amex'],
];

/** The brand by the number's first digits. */
export const brandOf = (number: string): string => brands.find(([digits]) => digits.test(number))?.[1] ?? 'unknown';

/** The check digit of ISO/IEC 7812-1. */
export const passesLuhn = (number: string): boolean => {
  const sum = Array.from(number)
    .reverse()
    .reduce((total, digit, index) => {
      const weighted = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return sum % 10 === 0;
};
