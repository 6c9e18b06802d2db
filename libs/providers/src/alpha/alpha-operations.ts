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

/** What an answer may say; whether there was one is the caller's to know. */
type Known = Exclude<OperationOutcome, NotSentOutcome>;

/** What alpha answers about a capture, a void or a refund. Members we do not use may come and go. */
const answer = z.object({
  operation: z.enum(['capture', 'void', 'refund']),
  reference: z.string(),
  charge: z.string(),
  status: z.enum(['succeeded', 'failed']),
  amount: z.int(),
  currency: z.string(),
  decline_code: z.string().nullish(),
  decline_category: z.enum(['hard', 'soft']).nullish(),
});

const refusal = z.object({ error: z.string() });

/**
 * The refusals that say for certain that nothing was done, nor will be. Any other one may hide a success of ours:
 * `already_captured` and `reference_reused` answer a capture when an earlier one, of another amount, went through.
 */
const CERTAIN: Readonly<Record<OperationName, ReadonlySet<string>>> = {
  capture: new Set(['not_authorized', 'already_voided', 'amount_exceeds_authorized']),
  void: new Set(['not_authorized', 'already_captured']),
  refund: new Set(['not_captured', 'amount_exceeds_captured', 'charge_disputed']),
};

/** The call that asks for an operation: its path below the charges, the header that names it, and its body. */
export const operationCall = ({ operation, reference, charge, amount }: OperationRequest) => ({
  path: `/${encodeURIComponent(charge)}/${operation === 'refund' ? 'refunds' : operation}`,
  key: { ...(operation === 'refund' && { 'idempotency-key': reference }) },
  body: JSON.stringify(operation === 'void' ? {} : { amount: Number(amount) }),
});

const differenceIn = (found: z.infer<typeof answer>, asked: OperationRequest): string | undefined => {
  for (const member of ['operation', 'reference', 'charge', 'currency'] as const)
    if (found[member] !== asked[member]) return `${member} ${found[member]}, asked for ${asked[member]}`;
  if (BigInt(found.amount) !== asked.amount) return `amount ${found.amount}, asked for ${asked.amount}`;
  return undefined;
};

const refusedOf = (body: string, { operation }: OperationRequest): Known => {
  const code = refusal.safeParse(parseJson(body)).data?.error;
  if (code === undefined || !CERTAIN[operation].has(code)) return unknown(`HTTP 409 ${code ?? ''}`.trim());
  return declined(code, 'hard');
};

/** Whatever does not fit what was asked for is `unknown`, with the evidence, never success. */
const outcomeOf = (body: string, asked: OperationRequest): Known => {
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) return unknown('malformed answer');
  const difference = differenceIn(parsed.data, asked);
  if (difference) return mismatched(difference);
  const { status, decline_code, decline_category } = parsed.data;
  if (status === 'succeeded') return { type: 'succeeded' };
  return declined(decline_code ?? `${asked.operation}_failed`, decline_category ?? 'hard');
};

/** What the answer to the call itself says. */
export const operatedOf = ({ status, body }: Answered, asked: OperationRequest): Known => {
  if (status === 409) return refusedOf(body, asked);
  return status === 200 ? outcomeOf(body, asked) : unknown(`HTTP ${status}`);
};

/** A failed capture of another amount is not this one's: it moved no money, and its reference may ask again. */
const isOfAnEarlierTry = (body: string, asked: OperationRequest): boolean => {
  const found = answer.safeParse(parseJson(body)).data;
  if (found?.status !== 'failed' || BigInt(found.amount) === asked.amount) return false;
  return differenceIn({ ...found, amount: Number(asked.amount) }, asked) === undefined;
};

/** What the answer to a status query says. */
export const operationStatusOf = (body: string, asked: OperationRequest): OperationStatusOutcome =>
  isOfAnEarlierTry(body, asked) ? { type: 'not_found' } : outcomeOf(body, asked);
