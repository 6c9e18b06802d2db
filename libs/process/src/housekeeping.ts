import type { Idempotency } from '@counterfoil/platform/idempotency';
import type { Timer } from '@counterfoil/service';
import type { CardVault } from '@counterfoil/vault';

/** Deletes kept answers after 7 days and, where a vault is given, cards after 24 hours. They count as gone before that. */
export const housekeeping = (idempotency: Idempotency, vault: CardVault | null): Timer => ({
  name: 'housekeeping',
  run: async now => (await idempotency.sweep(now)) + ((await vault?.sweep(now)) ?? 0),
});
