import type { FastifyReply } from 'fastify';
import { Problem } from '../problem/problem.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';

/** A whole allowance is back after this long, seconds. */
const REFILL_S = 1;

const rateLimited = (perSecond: number): Problem =>
  new Problem('rate_limited', `At most ${perSecond} requests a second. Wait as long as Retry-After says.`, {
    retryAfter: REFILL_S,
  });

/** Counts a request against its caller's allowance, and says so in the answer (draft-ietf-httpapi-ratelimit-headers). */
export const limitRate = (limit: RateLimit | null, caller: string, reply: FastifyReply): Problem | undefined => {
  if (!limit) return undefined;
  const { isAllowed, remaining } = limit.take(caller);
  reply.headers({
    'ratelimit-policy': `"default";q=${limit.perSecond};w=${REFILL_S}`,
    ratelimit: `"default";r=${remaining};t=${REFILL_S}`,
  });
  return isAllowed ? undefined : rateLimited(limit.perSecond);
};
