import type { Dispute } from '../disputes/dispute.ts';
import type { Written } from '../protocol.ts';
import { Refusal } from '../refusal.ts';

/** How alpha speaks of a dispute. `amount` is in minor units. */
interface DisputeAnswer {
  readonly id: string;
  readonly charge: string;
  readonly status: 'needs_response' | 'won' | 'lost';
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly opened_at: string;
}

/** What alpha says of a dispute. */
export const disputeAnswer = ({ id, charge, status, amount, currency, reason, openedAt }: Dispute): DisputeAnswer => ({
  ...{ id, charge, amount: Number(amount), currency, reason },
  status: status === 'open' ? 'needs_response' : status,
  opened_at: openedAt.toISOString(),
});

/** The answer to the status query. */
export const writeDispute = (found: Dispute | 'nothing'): Written => {
  if (found === 'nothing') throw new Refusal('not_found', 'There is no such dispute.');
  return { status: 200, body: disputeAnswer(found) };
};
