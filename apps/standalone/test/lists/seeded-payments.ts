import { openPostgresEventStore } from '@counterfoil/event-sourcing';
import { paymentAggregate } from '@counterfoil/payment';
import { deriveId } from '@counterfoil/platform';
import { randomUUID } from 'node:crypto';

/** Creates `count` payments of a merchant beside the running product, as another of its processes would. */
export const seedPayments = async (url: string, merchantId: string, count: number): Promise<readonly string[]> => {
  const store = await openPostgresEventStore({ url });
  try {
    const payments = paymentAggregate(store);
    return await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const now = new Date();
        const commandId = randomUUID();
        const paymentId = deriveId('pay', now, commandId);
        await payments.create(
          paymentId,
          {
            type: 'CreatePayment',
            paymentId,
            merchantId,
            amount: 12_500n,
            currency: 'TRY',
            captureMethod: 'automatic',
            secureMode: 'automatic',
            customer: null,
            metadata: { index: String(index) },
            reference: null,
            checkoutSessionId: null,
            returnUrl: null,
            maxAttempts: 3,
            sourceAccount: null,
            destinationAccount: null,
            paymentMethod: null,
            now: now.toISOString(),
          },
          {
            commandId,
            causationId: commandId,
            correlationId: '0'.repeat(32),
            merchantId,
            paymentId,
            actor: 'key_seed',
            occurredAt: now.toISOString(),
          },
        );
        return paymentId;
      }),
    );
  } finally {
    await store.close();
  }
};
