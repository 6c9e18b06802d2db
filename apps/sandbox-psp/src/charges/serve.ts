import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Operation } from '../books/operation.ts';
import type { Fault } from '../faults/fault.ts';
import type { Psp } from '../psp.ts';
import { Refusal } from '../refusal.ts';
import type { Answer } from './answer.ts';
import type { Call } from './in-flight.ts';

/** Longer than any caller's deadline. */
const SILENCE_MS = 60_000;

/** What came of a call: an answer, with news for the merchant when something happened; `silent`: no answer, ever. */
export type Acted =
  | { readonly silent: true }
  | {
      readonly silent: false;
      readonly answer: Answer | { readonly status: 'processing' };
      readonly news: { readonly operation: Operation; readonly callbackUrl: string | null } | null;
    };

/** Ends the connection without an answer. */
const drop = (reply: FastifyReply): FastifyReply => {
  reply.hijack();
  reply.raw.destroy();
  return reply;
};

const stayStill = async (psp: Psp, reply: FastifyReply): Promise<FastifyReply> => {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, psp.closing]);
  await pause(SILENCE_MS, undefined, { signal }).catch(() => undefined); // The caller, or the process, has given up.
  return drop(reply);
};

/** Runs `work` when the answer has left, or at once when nobody waits for it any more. */
const afterAnswer = (reply: FastifyReply, work: () => void): void => {
  if (reply.raw.closed || reply.raw.destroyed) work();
  else reply.raw.once('close', work);
};

/** Answers in the way the fault wants. What was done stays done. */
const answerWith = (reply: FastifyReply, fault: Fault | undefined, answer: object): FastifyReply => {
  switch (fault?.fault) {
    case 'drop_after':
      return drop(reply);
    case 'error_after':
      throw new Refusal('internal_error', 'The provider failed, as a scripted fault wants it.');
    case 'malformed':
      return reply.type('application/json').send(JSON.stringify(answer).slice(0, -10));
    case 'wrong_amount':
      return reply.send('amount' in answer ? { ...answer, amount: Number(answer.amount) + 1 } : answer);
    case 'wrong_currency':
      return reply.send(
        'currency' in answer ? { ...answer, currency: answer.currency === 'USD' ? 'EUR' : 'USD' } : answer,
      );
    default:
      return reply.send(answer);
  }
};

/** One call from its fault to its answer: `act` does the work, and is all that the books ever see. */
export const serve = async (
  psp: Psp,
  reply: FastifyReply,
  call: Call,
  act: () => Promise<Acted | Refusal>,
): Promise<FastifyReply> => {
  const fault = psp.faults.take(call.provider, call.operation);
  if (fault?.fault === 'drop_before') return drop(reply);
  if (fault?.fault === 'error_before')
    throw new Refusal('internal_error', 'The provider failed before it acted, as a scripted fault wants it.');
  const acted = await psp.inFlight.during(call, async () => {
    if (fault?.fault === 'delay_before') await pause(fault.delay_ms, undefined, { signal: psp.closing });
    return act();
  });
  if (acted instanceof Refusal) throw acted;
  if (acted.silent) return stayStill(psp, reply);
  if (fault?.fault === 'hang') await pause(fault.delay_ms, undefined, { signal: psp.closing });
  const { news, answer } = acted;
  if (news) afterAnswer(reply, () => psp.callbacks.announce(news.operation, news.callbackUrl, fault));
  return answerWith(reply.code(answer.status === 'processing' ? 202 : 200), fault, answer);
};
