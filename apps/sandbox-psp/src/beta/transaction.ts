import { deriveUuid } from '@counterfoil/platform';
import type { Operation, OperationKey, OperationName } from '../books/operation.ts';
import type { DeclineCode } from '../declines.ts';
import type { Found, Written } from '../protocol.ts';
import { feeOf } from './fee.ts';
import { moneyOf, type Money } from './money.ts';
import { KINDS } from './requests.ts';

/** Why beta refuses: the response codes of card networks. Whether another try may help, the caller has to know. */
const reasons: Readonly<Record<DeclineCode, { readonly code: string; readonly text: string }>> = {
  card_declined: { code: '05', text: 'Do not honor' },
  capture_failed: { code: '06', text: 'Error' },
  cancelled: { code: '17', text: 'Customer cancellation' },
  authentication_failed: { code: '1A', text: 'Customer authentication required' },
  lost_card: { code: '41', text: 'Lost card' },
  insufficient_funds: { code: '51', text: 'Not sufficient funds' },
  processing_error: { code: '96', text: 'System malfunction' },
};

type Result = 'SETTLED' | 'HELD' | 'REVERSED' | 'CREDITED' | 'REFUSED' | 'AWAITING_PAYER';

const done: Readonly<Record<Exclude<OperationName, 'authorize'>, Result>> = {
  capture: 'SETTLED',
  void: 'REVERSED',
  refund: 'CREDITED',
};

const resultOf = ({ operation, status, mandate }: Operation): Result => {
  if (status === 'requires_action') return 'AWAITING_PAYER';
  if (status !== 'succeeded') return 'REFUSED';
  if (operation !== 'authorize') return done[operation];
  return mandate?.automaticCapture ? 'SETTLED' : 'HELD';
};

/** How beta speaks of one operation: in answers, queries and callbacks. */
interface Transaction {
  readonly transaction_id: string;
  readonly request_id: string;
  /** The `request_id` of its payment. */
  readonly payment: string;
  readonly kind: (typeof KINDS)[OperationName];
  readonly result: Result;
  readonly money: Money;
  readonly fee: Money;
  readonly reason: { readonly code: string; readonly text: string } | null;
}

/** What beta says of what the books keep. */
export const transactionOf = (kept: Operation): Transaction => ({
  transaction_id: `BT${deriveUuid(kept.provider, kept.operation, kept.reference).replaceAll('-', '').toUpperCase()}`,
  request_id: kept.reference,
  payment: kept.charge,
  kind: KINDS[kept.operation],
  result: resultOf(kept),
  money: moneyOf(kept.amount, kept.currency),
  fee: moneyOf(feeOf(kept), kept.currency),
  reason: kept.declineCode && reasons[kept.declineCode],
});

const answered = (kept: Operation, origin: string) => ({
  ...transactionOf(kept),
  authenticate_at: kept.status === 'requires_action' ? `${origin}/beta/3ds/${kept.challenge}` : null,
});

const statuses: Partial<Record<Result, number>> = { REFUSED: 402, AWAITING_PAYER: 202 };

/** The answer to a call that asks for something; `origin` is where this process is reached. */
export const writeTransaction = (kept: Operation, origin: string): Written => ({
  status: statuses[resultOf(kept)] ?? 201,
  body: { transaction: answered(kept, origin) },
});

/** The answer to a query: a list of one, or of none when it never happened. */
export const writeQuery = (found: Found, { operation, reference }: OperationKey, origin: string): Written => {
  if (found === 'nothing') return { status: 200, body: { transactions: [] } };
  const named = { request_id: reference, kind: KINDS[operation] };
  if (found === 'processing') return { status: 200, body: { transactions: [{ ...named, result: 'PENDING' }] } };
  if (found === 'abandoned') return { status: 200, body: { transactions: [{ ...named, result: 'ABANDONED' }] } };
  return { status: 200, body: { transactions: [answered(found, origin)] } };
};
