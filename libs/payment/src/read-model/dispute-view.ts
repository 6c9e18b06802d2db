import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import { disputeOf } from '../domain/state.ts';
import type { PaymentAggregate } from '../payment-aggregate.ts';
import { disputeResource } from './dispute-resource.ts';

/** Table `payment.dispute_view_v1`: one row a dispute. */
export const disputeView = (aggregate: PaymentAggregate): Projection =>
  aggregateRows({
    name: 'dispute_view',
    version: 1,
    table: 'payment.dispute_view_v1',
    aggregate,
    types: ['DisputeOpened', 'DisputeWon', 'DisputeLost'],
    toRow: (payment, event) => {
      const dispute = disputeOf(payment, String(event.data['disputeId']));
      if (!dispute) throw new Error(`${event.stream}: event ${event.revision} is about no dispute of the payment`);
      return {
        id: dispute.disputeId,
        merchant_id: payment.merchantId,
        payment_id: payment.paymentId,
        status: dispute.status,
        resource: disputeResource(payment, dispute),
      };
    },
  });
