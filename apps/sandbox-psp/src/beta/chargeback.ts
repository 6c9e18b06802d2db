import type { Dispute } from '../disputes/dispute.ts';
import type { Written } from '../protocol.ts';
import { moneyOf, type Money } from './money.ts';

/** Beta's reasons are those of card networks. */
const reasons = {
  fraudulent: { code: '10.4', text: 'Other fraud: card-absent environment' },
} as const satisfies Record<Dispute['reason'], { readonly code: string; readonly text: string }>;

/** Whose the money is: not decided, or the side that has won. */
const FAVOURS = { open: null, won: 'MERCHANT', lost: 'CARDHOLDER' } as const;

/** How beta speaks of a dispute. */
interface Chargeback {
  readonly chargeback_id: string;
  /** The `request_id` of its payment. */
  readonly payment: string;
  readonly money: Money;
  readonly reason: { readonly code: string; readonly text: string };
  readonly in_favour_of: (typeof FAVOURS)[Dispute['status']];
  readonly opened_at: string;
}

/** What beta says of a dispute. */
export const chargebackOf = ({ id, charge, amount, currency, reason, status, openedAt }: Dispute): Chargeback => ({
  chargeback_id: id,
  payment: charge,
  money: moneyOf(amount, currency),
  reason: reasons[reason],
  in_favour_of: FAVOURS[status],
  opened_at: openedAt.toISOString(),
});

/** The answer to a query: a list of one, or of none when there is no such chargeback. */
export const writeChargebacks = (found: Dispute | 'nothing'): Written => ({
  status: 200,
  body: { chargebacks: found === 'nothing' ? [] : [chargebackOf(found)] },
});
