import type { CallResult } from './http-call.ts';

/** A whole HTTP answer. */
export type Answered = Extract<CallResult, { readonly type: 'answered' }>;

export type Unknown = { readonly type: 'unknown'; readonly evidence: string };
type NotAnswered = Unknown | { readonly type: 'failed_before_sending'; readonly reason: string };

/** Nothing is known for certain, and why. */
export const unknown = (evidence: string): Unknown => ({ type: 'unknown', evidence });

/** The outcome of a call that asks for something; what an answer means is `read`'s to say. */
export const outcomeOfCall = <Known>(result: CallResult, read: (answered: Answered) => Known): Known | NotAnswered => {
  if (result.type === 'not_sent') return { type: 'failed_before_sending', reason: result.reason };
  return result.type === 'no_answer' ? unknown(`no answer: ${result.reason}`) : read(result);
};

/** The outcome of a status query; what an answer means is `read`'s to say. */
export const outcomeOfQuery = <Known>(result: CallResult, read: (answered: Answered) => Known): Known | Unknown =>
  result.type === 'answered' ? read(result) : unknown(`no answer to the status query: ${result.reason}`);
