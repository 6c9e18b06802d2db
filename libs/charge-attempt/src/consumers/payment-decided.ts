import { topics } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import type { Clock } from '@counterfoil/platform';
import { subscribeTo } from '@counterfoil/service';
import type { CardVault } from '@counterfoil/vault';

/** No attempt needs the card any more: captures, voids and refunds go by the charge's reference. */
export const paymentDecided = (vault: CardVault, clock: Clock): Subscription =>
  subscribeTo({
    group: 'charge-attempt.payment-decided',
    topic: topics.payment,
    types: ['payment.authorized', 'payment.succeeded', 'payment.failed', 'payment.cancelled'],
    async handle({ data }) {
      await vault.wipeOfPayment(data.payment.id, clock.now());
    },
  });
