/** The providers that this process plays. Each has its own protocol, its own rows in the books and its own signatures. */
export const PROVIDERS = ['alpha'] as const;

/** A provider's name: the first part of its routes. */
export type Provider = (typeof PROVIDERS)[number];
