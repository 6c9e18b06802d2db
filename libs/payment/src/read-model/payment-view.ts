import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import { waiting } from '../domain/expiry.ts';
import type { PaymentAggregate } from '../payment-aggregate.ts';
import { paymentResource } from './payment-resource.ts';

/** Table `payment.payment_view_v2`: one row a payment. */
export const paymentView = (aggregate: PaymentAggregate): Projection =>
  aggregateRows({
    name: 'payment_view',
    version: 2,
    table: 'payment.payment_view_v2',
    aggregate,
    toRow: (payment, event) => {
      const waits = waiting(payment);
      return {
        id: payment.paymentId,
        merchant_id: payment.merchantId,
        status: payment.status,
        reference: payment.reference,
        customer_id: payment.customer?.id ?? null,
        created_at: payment.createdAt,
        waits_for: waits?.for ?? null,
        waits_since: waits?.since ?? null,
        version: event.revision,
        resource: paymentResource(payment, event.revision),
      };
    },
  });
