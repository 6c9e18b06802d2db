/** The providers that this process plays, in order. Each has its own protocol, rows in the books and signatures. */
export const PROVIDERS = ['alpha', 'beta'] as const;

/** A provider's name: the first part of its routes. */
export type Provider = (typeof PROVIDERS)[number];

interface Limits {
  /** ISO 4217 codes. */
  readonly currencies: ReadonlySet<string> | 'all';
  readonly brands: ReadonlySet<string> | 'all';
}

/** What each provider charges; anything else it refuses. */
export const LIMITS: Readonly<Record<Provider, Limits>> = {
  alpha: { currencies: 'all', brands: 'all' },
  beta: {
    currencies: new Set(['AED', 'BHD', 'CHF', 'EUR', 'GBP', 'JPY', 'NOK', 'PLN', 'SEK', 'TRY', 'USD']),
    brands: new Set(['visa', 'mastercard']),
  },
};
