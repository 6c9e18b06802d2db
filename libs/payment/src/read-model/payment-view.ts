import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import type { PaymentAggregate } from '../payment-aggregate.ts';
import { paymentResource } from './payment-resource.ts';

/** Table `payment.payment_view_v1`: one row a payment. */
export const paymentView = (aggregate: PaymentAggregate): Projection =>
  aggregateRows({
    name: 'payment_view',
    version: 1,
    table: 'payment.payment_view_v1',
    aggregate,
    toRow: (payment, event) => ({
      id: payment.paymentId,
      merchant_id: payment.merchantId,
      status: payment.status,
      reference: payment.reference,
      customer_id: payment.customer?.id ?? null,
      created_at: payment.createdAt,
      version: event.revision,
      resource: paymentResource(payment, event.revision),
    }),
  });
