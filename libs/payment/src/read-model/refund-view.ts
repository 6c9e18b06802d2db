import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import { refundOf } from '../domain/state.ts';
import type { PaymentAggregate } from '../payment-aggregate.ts';
import { refundResource } from './refund-resource.ts';

/** Table `payment.refund_view_v1`: one row a refund. */
export const refundView = (aggregate: PaymentAggregate): Projection =>
  aggregateRows({
    name: 'refund_view',
    version: 1,
    table: 'payment.refund_view_v1',
    aggregate,
    types: ['RefundRequested', 'RefundSucceeded', 'RefundFailed'],
    toRow: (payment, event) => {
      const refund = refundOf(payment, String(event.data['refundId']));
      if (!refund) throw new Error(`${event.stream}: event ${event.revision} is about no refund of the payment`);
      return {
        id: refund.refundId,
        merchant_id: payment.merchantId,
        payment_id: payment.paymentId,
        resource: refundResource(payment, refund),
      };
    },
  });
