import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { chargeResource } from './charge-resource.ts';

/** Table `charge_attempt.charge_view_v2`: one row an attempt. */
export const chargeView = (aggregate: ChargeAttemptAggregate): Projection =>
  aggregateRows({
    name: 'charge_view',
    version: 2,
    table: 'charge_attempt.charge_view_v2',
    aggregate,
    toRow: (attempt, event) => ({
      id: attempt.attemptId,
      merchant_id: attempt.merchantId,
      payment_id: attempt.paymentId,
      status: attempt.status,
      attempt: attempt.attempt,
      is_unknown: attempt.status === 'UNKNOWN' || attempt.operations.some(({ status }) => status === 'UNKNOWN'),
      version: event.revision,
      resource: chargeResource(attempt),
    }),
  });
