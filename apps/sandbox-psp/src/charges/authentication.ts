import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets only callers with `Authorization: Bearer <secretKey>` pass. Digests make the comparison's time say nothing. */
export const requireBearer = (secretKey: string): ((request: FastifyRequest) => Promise<void>) => {
  const expected = digest(secretKey);
  return async ({ headers }) => {
    const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digest(given), expected))
      throw new Refusal('unauthorized', 'Send the provider’s secret key as "Authorization: Bearer <key>".');
  };
};
