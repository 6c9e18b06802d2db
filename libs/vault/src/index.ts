export { CardUnavailable, CardVault } from './card-vault.ts';
export type { RevealedCard } from './card-vault.ts';
export { PAYMENT_METHODS, PaymentMethods } from './payment-methods.ts';
export { Sealer } from './sealer.ts';
export { InvalidVaultKey, keptVaultKey } from './vault-key.ts';
