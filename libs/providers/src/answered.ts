import type { NotSentOutcome, UnknownOutcome } from './connector.ts';
import type { CallResult } from './http-call.ts';

/** What a whole HTTP answer says. */
export type Answered = Pick<Extract<CallResult, { readonly type: 'answered' }>, 'status' | 'body'>;

/** Nothing is known for certain, and why. */
export const unknown = (evidence: string): UnknownOutcome => ({
  type: 'unknown',
  evidence,
  mismatch: false,
  retryAfterMs: null,
});

/** An answer about other money than what was asked for, and how it differs. */
export const mismatched = (difference: string): UnknownOutcome => ({
  ...unknown(`mismatch: ${difference}`),
  mismatch: true,
});

/** For certain the provider has not begun, and why. */
export const notSent = (reason: string): NotSentOutcome => ({
  type: 'failed_before_sending',
  reason,
  retryAfterMs: null,
});

/** An outcome, whatever it is of. */
export interface Outcome {
  readonly type: string;
}

/** When to ask again about what is not known. */
const afterAWhile = <Known extends Outcome>(outcome: Known, retryAfterMs: number | null): Known =>
  outcome.type === 'unknown' ? { ...outcome, retryAfterMs } : outcome;

/** Too many requests: turned away before anything was done. */
const TURNED_AWAY = 429;

/** The outcome of a call that asks for something; what an answer means is `read`'s to say. */
export const outcomeOfCall = <Known extends Outcome>(
  result: CallResult,
  read: (answered: Answered) => Known,
): Known | UnknownOutcome | NotSentOutcome => {
  if (result.type === 'not_sent') return notSent(result.reason);
  if (result.type === 'no_answer') return unknown(`no answer: ${result.reason}`);
  const { status, retryAfterMs } = result;
  return status === TURNED_AWAY
    ? { ...notSent('rate_limited'), retryAfterMs }
    : afterAWhile(read(result), retryAfterMs);
};

/** The outcome of a status query; what an answer means is `read`'s to say. */
export const outcomeOfQuery = <Known extends Outcome>(
  result: CallResult,
  read: (answered: Answered) => Known,
): Known | UnknownOutcome =>
  result.type === 'answered'
    ? afterAWhile(read(result), result.retryAfterMs)
    : unknown(`no answer to the status query: ${result.reason}`);
