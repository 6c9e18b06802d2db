import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Operation } from '../books/operation.ts';
import type { Dispute } from '../disputes/dispute.ts';
import type { Fault } from '../faults/fault.ts';
import type { Found, Written } from '../protocol.ts';
import type { Psp } from '../psp.ts';
import { Refusal } from '../refusal.ts';
import type { Call } from './in-flight.ts';

/** Longer than any caller's deadline. */
const SILENCE_MS = 60_000;

/** What a call may learn: of an operation, or of a dispute. */
type Known = Found | Dispute;

/** What came of a call: what is known, with news for the merchant when something happened; `silent`: no answer, ever. */
export type Acted<F extends Known = Operation> =
  | { readonly silent: true }
  | {
      readonly silent: false;
      readonly found: F;
      readonly news: { readonly operation: Operation; readonly callbackUrl: string | null } | null;
    };

/** One call: what does its work, and is all that the books ever see, and how its answer is written. */
export interface Service<F extends Known> {
  readonly act: () => Promise<Acted<F> | Refusal>;
  readonly write: (found: F) => Written;
}

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

/** The answer of a provider that denies what it did. */
const denied = { hard: 'card_declined', soft: 'processing_error' } as const;

/** What the answer is to say, which is a lie under some faults. What was done stays done. */
const told = <F extends Known>(found: F, fault: Fault | undefined): F => {
  if (typeof found === 'string') return found;
  if (fault?.fault === 'contradict' && found.status === 'succeeded')
    return Object.assign({}, found, { status: 'declined', declineCode: denied[fault.category] });
  if (fault?.fault === 'wrong_amount') return Object.assign({}, found, { amount: found.amount + 1n });
  if (fault?.fault === 'wrong_currency')
    return Object.assign({}, found, { currency: found.currency === 'USD' ? 'EUR' : 'USD' });
  return found;
};

/** Answers in the way the fault wants. */
const answerWith = (reply: FastifyReply, fault: Fault | undefined, { status, body }: Written): FastifyReply => {
  switch (fault?.fault) {
    case 'drop_after':
      return drop(reply);
    case 'error_after':
      throw new Refusal('internal_error', 'The provider failed, as a scripted fault wants it.');
    case 'malformed':
      return reply.code(status).type('application/json').send(JSON.stringify(body).slice(0, -10));
    default:
      return reply.code(status).send(body);
  }
};

/** One call from its fault to its answer. */
export const serve = async <F extends Known>(
  psp: Psp,
  reply: FastifyReply,
  call: Call,
  { act, write }: Service<F>,
): Promise<FastifyReply> => {
  const fault = psp.faults.take(call.provider, call.operation);
  if (fault?.fault === 'drop_before') return drop(reply);
  if (fault?.fault === 'error_before')
    throw new Refusal('internal_error', 'The provider failed before it acted, as a scripted fault wants it.');
  if (fault?.fault === 'rate_limited') {
    reply.header('retry-after', Math.max(1, Math.ceil(fault.delay_ms / 1_000)));
    throw new Refusal('rate_limited', 'Too many calls, as a scripted fault wants it; nothing was done.');
  }
  const acted = await psp.inFlight.during(call, async () => {
    if (fault?.fault === 'delay_before') await pause(fault.delay_ms, undefined, { signal: psp.closing });
    return act();
  });
  if (acted instanceof Refusal) throw acted;
  if (acted.silent) return stayStill(psp, reply);
  if (fault?.fault === 'hang') await pause(fault.delay_ms, undefined, { signal: psp.closing });
  const { news, found } = acted;
  if (news) {
    afterAnswer(reply, () => psp.callbacks.announce(news.operation, news.callbackUrl, fault));
    psp.disputes.consider(news.operation);
  }
  return answerWith(reply, fault, write(told(found, fault)));
};
