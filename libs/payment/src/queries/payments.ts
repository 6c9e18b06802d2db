import type { PaymentResource, Payments } from '@counterfoil/contracts';
import type { Loaded, StreamWatch } from '@counterfoil/event-sourcing';
import type { PaymentState } from '../domain/state.ts';
import { ownedBy, type PaymentAggregate } from '../payment-aggregate.ts';
import { paymentResource } from '../read-model/payment-resource.ts';

/** Answers from the log itself: one stream is short, and what it says is never late. */
export const paymentsFromLog = (aggregate: PaymentAggregate, watch: StreamWatch): Payments => {
  const visible = ({ state, revision }: Loaded<PaymentState>, merchantId: string): PaymentResource | null =>
    ownedBy(merchantId)(state) && revision !== 'no_stream' ? paymentResource(state, revision) : null;

  return {
    async find(merchantId, paymentId) {
      return visible(await aggregate.load(paymentId), merchantId);
    },
    async awaitStatus(merchantId, paymentId, reached, timeoutMs) {
      const isReached = (payment: PaymentState): boolean => payment.status !== 'NONE' && reached(payment.status);
      return visible(await watch.until(aggregate, paymentId, isReached, timeoutMs), merchantId);
    },
  };
};
