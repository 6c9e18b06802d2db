import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets only callers with `Authorization: <scheme> <credentials>` pass. Digests make the comparison's time say nothing. */
export const requireAuthorization = (
  scheme: 'Bearer' | 'Basic',
  credentials: string,
): ((request: FastifyRequest) => Promise<void>) => {
  const expected = digest(credentials);
  const form = new RegExp(`^${scheme} +(\\S+)$`, 'i');
  return async ({ headers }) => {
    const given = form.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digest(given), expected))
      throw new Refusal('unauthorized', `Send "Authorization: ${scheme} …" with the provider’s secret key.`);
  };
};
