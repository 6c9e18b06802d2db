import { aggregateRows, type Projection } from '@counterfoil/event-sourcing';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { isInFlight } from '../domain/operations.ts';
import type { ChargeAttempt } from '../domain/state.ts';
import { chargeResource } from './charge-resource.ts';

const OPEN: ReadonlySet<ChargeAttempt['status']> = new Set(['CREATED', 'PROCESSING', 'REQUIRES_ACTION', 'UNKNOWN']);

/** Since when the attempt, or the oldest operation on it that is open, has waited for its outcome; null: nothing is open. */
const openSince = ({ status, createdAt, operations }: ChargeAttempt): string | null => {
  if (OPEN.has(status)) return createdAt;
  return operations.find(isInFlight)?.requestedAt ?? null;
};

/** Table `charge_attempt.charge_view_v3`: one row an attempt. */
export const chargeView = (aggregate: ChargeAttemptAggregate): Projection =>
  aggregateRows({
    name: 'charge_view',
    version: 3,
    table: 'charge_attempt.charge_view_v3',
    aggregate,
    toRow: (attempt, event) => ({
      id: attempt.attemptId,
      merchant_id: attempt.merchantId,
      payment_id: attempt.paymentId,
      provider: attempt.provider,
      status: attempt.status,
      attempt: attempt.attempt,
      is_unknown: attempt.status === 'UNKNOWN' || attempt.operations.some(({ status }) => status === 'UNKNOWN'),
      needs_review: attempt.reviews.length > 0,
      open_since: openSince(attempt),
      version: event.revision,
      updated_at: attempt.updatedAt,
      resource: chargeResource(attempt),
    }),
  });
