import { z } from 'zod';
import { mismatched, unknown, type Answered } from '../answered.ts';
import type {
  NotSentOutcome,
  OperationName,
  OperationOutcome,
  OperationRequest,
  OperationStatusOutcome,
} from '../connector.ts';
import { declined } from '../declines.ts';
import { parseJson } from '../parse-json.ts';
import { refusedFor } from './beta-declines.ts';
import { moneyOf } from './beta-money.ts';
import { differenceIn, KINDS, parseAnswer, parseQuery, type Transaction } from './beta-transaction.ts';

/** What an answer may say; whether there was one is the caller's to know. */
type Known = Exclude<OperationOutcome, NotSentOutcome>;

const DONE: Readonly<Record<OperationName, Transaction['result']>> = {
  capture: 'SETTLED',
  void: 'REVERSED',
  refund: 'CREDITED',
};

/**
 * The faults that say for certain that nothing was done, nor will be, in our words. Any other one may hide a success of
 * ours: `ALREADY_SETTLED` and `DUPLICATE_REQUEST` answer a settlement when an earlier one, of another amount, went through.
 */
const CERTAIN: Readonly<Record<OperationName, Readonly<Record<string, string>>>> = {
  capture: {
    NOTHING_HELD: 'not_authorized',
    ALREADY_REVERSED: 'already_voided',
    EXCEEDS_HELD: 'amount_exceeds_authorized',
  },
  void: { NOTHING_HELD: 'not_authorized', ALREADY_SETTLED: 'already_captured' },
  refund: {
    NOTHING_SETTLED: 'not_captured',
    EXCEEDS_SETTLED: 'amount_exceeds_captured',
    CHARGED_BACK: 'charge_disputed',
  },
};

const refusal = z.object({ fault: z.object({ code: z.string() }) });

/** The call that asks for an operation: its method, its path below a payment, and its body. */
export const operationCall = ({ operation, reference, amount, currency }: OperationRequest) => {
  const money = moneyOf(amount, currency);
  switch (operation) {
    case 'capture':
      return { method: 'PUT', path: 'settlement', body: { money } } as const;
    case 'void':
      return { method: 'PUT', path: 'reversal', body: {} } as const;
    case 'refund':
      return { method: 'POST', path: 'credits', body: { request_id: reference, money } } as const;
  }
};

const differenceFrom = (found: Transaction, asked: OperationRequest): string | undefined =>
  differenceIn(found, { ...asked, kind: KINDS[asked.operation] });

/** Whatever does not fit what was asked for is `unknown`, with the evidence, never success. */
const outcomeOf = (found: Transaction, asked: OperationRequest): Known => {
  const difference = differenceFrom(found, asked);
  if (difference) return mismatched(difference);
  if (found.result === 'REFUSED') return refusedFor(found.reason?.code, `${asked.operation}_failed`);
  if (found.result === DONE[asked.operation]) return { type: 'succeeded' };
  return unknown(`a ${found.kind} cannot be ${found.result}`);
};

const refusedOf = (body: string, { operation }: OperationRequest): Known => {
  const fault = refusal.safeParse(parseJson(body)).data?.fault.code ?? '';
  const code = CERTAIN[operation][fault];
  return code === undefined ? unknown(`HTTP 422 ${fault}`.trim()) : declined(code, 'hard');
};

/** What the answer to the call itself says. */
export const operatedOf = ({ status, body }: Answered, asked: OperationRequest): Known => {
  if (status === 422) return refusedOf(body, asked);
  if (status !== 201 && status !== 402) return unknown(`HTTP ${status}`);
  const found = parseAnswer(body);
  if (!found) return unknown('malformed answer');
  const isRefused = found.result === 'REFUSED';
  if (isRefused !== (status === 402)) return unknown(`HTTP ${status} and ${found.result} contradict each other`);
  return outcomeOf(found, asked);
};

/** A failed settlement of another amount is not this one's: it moved no money, and its reference may ask again. */
const isOfAnEarlierTry = (found: Transaction, asked: OperationRequest): boolean =>
  found.result === 'REFUSED' &&
  found.money.amount !== asked.amount &&
  differenceFrom({ ...found, money: { ...found.money, amount: asked.amount } }, asked) === undefined;

/** What the answer to a query says. Beta answers 200 and an empty list about what never happened. */
export const operationStatusOf = ({ status, body }: Answered, asked: OperationRequest): OperationStatusOutcome => {
  if (status !== 200) return unknown(`status query: HTTP ${status}`);
  const found = parseQuery(body);
  if (!found) return unknown('malformed answer');
  if (found === 'pending') return unknown('status query: PENDING');
  return found === 'none' || isOfAnEarlierTry(found, asked) ? { type: 'not_found' } : outcomeOf(found, asked);
};
