export { CardUnavailable, CardVault, SEALED_NUMBERS, vaultSchema } from './card-vault.ts';
export { cvcsInTable, SEALED_CVCS } from './cvcs.ts';
export type { RevealedCard } from './card-vault.ts';
export { KeyRing, WrongVaultKey } from './key-ring.ts';
export { PAYMENT_METHODS, PaymentMethods } from './payment-methods.ts';
export { rotate } from './rotation.ts';
export { Sealer } from './sealer.ts';
export { InvalidVaultKey, keptVaultKey } from './vault-key.ts';
