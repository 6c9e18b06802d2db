import { deriveUuid } from '@counterfoil/platform';
import type { Operation, OperationName } from '../books/operation.ts';
import { declineCategory } from '../declines.ts';

/** How alpha speaks of one operation: in answers, status queries and callbacks. `amount` is in minor units. */
export interface Answer {
  readonly provider_reference: string;
  readonly reference: string;
  readonly charge: string;
  readonly operation: OperationName;
  readonly status: 'succeeded' | 'authorized' | 'declined' | 'requires_action' | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly decline_code: string | null;
  readonly decline_category: 'hard' | 'soft' | null;
  readonly redirect_url: string | null;
}

const statusOf = ({ status, mandate }: Operation): Answer['status'] =>
  mandate && !mandate.automaticCapture && status === 'succeeded' ? 'authorized' : status;

/** The answer about what the books keep; `origin` is where this process is reached. */
export const answerOf = (kept: Operation, origin: string): Answer => ({
  provider_reference: `${kept.provider}_${deriveUuid(kept.provider, kept.operation, kept.reference)}`,
  reference: kept.reference,
  charge: kept.charge,
  operation: kept.operation,
  status: statusOf(kept),
  amount: Number(kept.amount),
  currency: kept.currency,
  decline_code: kept.declineCode,
  decline_category: declineCategory(kept.declineCode),
  redirect_url: kept.status === 'requires_action' ? `${origin}/${kept.provider}/3ds/${kept.challenge}` : null,
});
