import { deriveUuid } from '@counterfoil/platform';
import type { Operation, OperationName } from '../books/operation.ts';
import { declineCategory } from '../declines.ts';
import type { Found, Written } from '../protocol.ts';
import { Refusal } from '../refusal.ts';

/** How alpha speaks of one operation: in answers, status queries and callbacks. `amount` is in minor units. */
interface Answer {
  readonly provider_reference: string;
  readonly reference: string;
  readonly charge: string;
  readonly operation: OperationName;
  readonly status: 'succeeded' | 'authorized' | 'declined' | 'requires_action' | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly decline_code: string | null;
  readonly decline_category: 'hard' | 'soft' | null;
}

const statusOf = ({ status, mandate }: Operation): Answer['status'] =>
  mandate && !mandate.automaticCapture && status === 'succeeded' ? 'authorized' : status;

/** What alpha says of what the books keep. */
export const answerOf = (kept: Operation): Answer => ({
  provider_reference: `${kept.provider}_${deriveUuid(kept.provider, kept.operation, kept.reference)}`,
  reference: kept.reference,
  charge: kept.charge,
  operation: kept.operation,
  status: statusOf(kept),
  amount: Number(kept.amount),
  currency: kept.currency,
  decline_code: kept.declineCode,
  decline_category: declineCategory(kept.declineCode),
});

/** The answer to any call; `origin` is where this process is reached. */
export const writeAnswer = (found: Found, origin: string): Written => {
  if (found === 'nothing') throw new Refusal('not_found', 'This operation was never asked for, and nothing happened.');
  if (found === 'processing') return { status: 202, body: { status: 'processing' } };
  if (found === 'abandoned') return { status: 200, body: { status: 'abandoned' } };
  const redirect_url = found.status === 'requires_action' ? `${origin}/alpha/3ds/${found.challenge}` : null;
  return { status: 200, body: { ...answerOf(found), redirect_url } };
};
