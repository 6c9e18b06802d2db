import { z } from 'zod';
import type { OperationName } from '../connector.ts';
import { parseJson } from '../parse-json.ts';
import { money } from './beta-money.ts';

/** Beta's names of what can be done. */
export const KINDS = {
  authorize: 'payment',
  capture: 'settlement',
  void: 'reversal',
  refund: 'credit',
} as const satisfies Record<OperationName | 'authorize', string>;

/** How beta speaks of anything it did. Members we do not use may come and go. */
const transaction = z.object({
  transaction_id: z.string().min(1),
  request_id: z.string(),
  payment: z.string(),
  kind: z.enum(Object.values(KINDS)),
  result: z.enum(['SETTLED', 'HELD', 'REVERSED', 'CREDITED', 'REFUSED', 'AWAITING_PAYER']),
  money,
  reason: z.object({ code: z.string() }).nullish(),
  authenticate_at: z.url({ protocol: /^https?$/ }).nullish(),
});
export type Transaction = z.output<typeof transaction>;

const answer = z.object({ transaction });
const pending = z.object({ result: z.literal('PENDING') });
const abandoned = z.object({ transactions: z.tuple([z.object({ result: z.literal('ABANDONED') })]) });
const query = z.object({ transactions: z.array(z.union([pending, transaction])).max(1) });

/** What beta answers to a call that asks for something; undefined when it makes no sense. */
export const parseAnswer = (body: string): Transaction | undefined =>
  answer.safeParse(parseJson(body)).data?.transaction;

/** What a query found: a transaction, one that is not decided, none, or an answer that makes no sense. */
export const parseQuery = (body: string): Transaction | 'pending' | 'none' | undefined => {
  const parsed = query.safeParse(parseJson(body)).data;
  if (!parsed) return undefined;
  const [found] = parsed.transactions;
  if (!found) return 'none';
  return found.result === 'PENDING' ? 'pending' : found;
};

/** Whether the answer says that nothing came of it, nor will. */
export const isAbandoned = (body: string): boolean => abandoned.safeParse(parseJson(body)).success;

/** What was asked for, in beta's terms. */
export interface Expected {
  readonly kind: Transaction['kind'];
  readonly reference: string;
  readonly charge: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** How a transaction differs from what was asked for; undefined when it does not. */
export const differenceIn = (found: Transaction, asked: Expected): string | undefined => {
  const { kind, request_id: reference, payment: charge, money: paid } = found;
  const members = { kind, reference, charge, currency: paid.currency, amount: paid.amount } satisfies Expected;
  for (const member of ['kind', 'reference', 'charge', 'currency', 'amount'] as const)
    if (members[member] !== asked[member]) return `${member} ${members[member]}, asked for ${asked[member]}`;
  return undefined;
};
