import { deriveUuid } from '@counterfoil/platform';
import type { Operation } from '../books/operation.ts';
import { answerOf, type Answer } from '../charges/answer.ts';

/** What a callback says of an operation: what the answer says, or that it was still being worked on. */
type Told = Omit<Answer, 'redirect_url' | 'status'> & { readonly status: Answer['status'] | 'processing' };

const told = (news: Operation, origin: string): Told => {
  const { redirect_url: _, ...rest } = answerOf(news, origin);
  return rest;
};

const write = ({ provider, operation, reference, at }: Operation, said: Told): string =>
  JSON.stringify({
    id: `cb_${deriveUuid(provider, operation, reference, said.status, at.toISOString())}`,
    type: 'charge.updated',
    provider,
    ...said,
    at: at.toISOString(),
  });

/** The body of one callback, as it is signed. The same news has the same id however often it is sent. */
export const callbackBody = (news: Operation, origin: string): string => {
  return write(news, told(news, origin));
};

/** Older news of the same operation, for a receiver that must not let it undo the newer. */
export const earlierCallbackBody = (news: Operation, origin: string): string => {
  const before = { ...news, at: new Date(news.at.getTime() - 1_000) };
  return write(before, { ...told(news, origin), status: 'processing', decline_code: null, decline_category: null });
};
