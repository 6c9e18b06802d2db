import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/api-key.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import type { Clock } from '../clock.ts';
import { Problem } from '../problem/problem.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { watchMethods } from './allowed-methods.ts';
import { setAnswerHeaders } from './answer-headers.ts';
import { authenticate } from './authenticate.ts';
import { edgeProblem } from './edge-problems.ts';
import { BODY_LIMIT } from './json-body.ts';
import { limitRate } from './limit-rate.ts';
import { traceOf } from './trace-context.ts';

const NOBODY = { merchantId: '', keyId: 'system' };
const PAYER = { merchantId: '', keyId: 'payer' };

const methodNotAllowed = (allowed: readonly string[]): Problem =>
  new Problem('method_not_allowed', `This path answers to ${allowed.join(', ')} only.`);

/** Gives the request its identity, before anything about it is judged. */
export const identify = (clock: Clock, request: FastifyRequest, reply: FastifyReply): void => {
  const trace = traceOf(request.headers['traceparent']);
  setAnswerHeaders(reply, request.id, trace);
  request.context = {
    merchantId: NOBODY.merchantId,
    actor: NOBODY.keyId,
    correlationId: trace.traceId,
    commandId: randomUUID(),
    now: clock.now(),
  };
};

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

// The router takes any segment for a parameter: `/payments/` is no payment, and no engine stores a name with NUL.
const namesNothing = (request: FastifyRequest): boolean =>
  Object.values(request.params as Record<string, string>).some(name => name === '' || name.includes('\0'));

// RFC 9112: HTTP/1.0 knows no host.
const lacksHost = ({ headers, raw }: FastifyRequest): boolean =>
  headers.host === undefined && raw.httpVersion !== '1.0';

const exceedsLimit = (request: FastifyRequest): boolean => Number(request.headers['content-length']) > BODY_LIMIT;

const refuseLarge = (request: FastifyRequest): Problem | undefined => {
  const ignoresBody = request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE';
  return !ignoresBody && exceedsLimit(request) ? edgeProblem('payload_too_large') : undefined;
};

const refuseRoute = (allowed: readonly string[], reply: FastifyReply): Problem => {
  if (allowed.length === 0) return edgeProblem('not_found');
  reply.header('allow', allowed.join(', '));
  return methodNotAllowed(allowed);
};

/**
 * Judges a request before its body is read, in this order: route (404), method (405), caller (401), rate (429), size
 * (413). The rest of the order is the body parser's (413, 415, 400) and the handler's (403, 422, 404, 409).
 * A merchant's rate is counted over all its keys, a payer's by address: whoever guesses tokens has a new one each time.
 */
export const guardEdge = (
  fastify: FastifyInstance,
  options: { readonly apiKeys: ApiKeys; readonly clock: Clock; readonly rateLimit: RateLimit | null },
): void => {
  const methodsOf = watchMethods(fastify);
  const admit = (request: FastifyRequest, reply: FastifyReply, { merchantId, keyId }: Caller): Problem | undefined => {
    request.context = { ...request.context, merchantId, actor: keyId };
    const isCounted = keyId !== NOBODY.keyId && request.routeOptions.config.unlimited !== true;
    const limited = isCounted ? limitRate(options.rateLimit, merchantId || request.ip, reply) : undefined;
    return limited ?? refuseLarge(request);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    identify(options.clock, request, reply);
    if (lacksHost(request)) return done(edgeProblem('malformed_request'));
    if (request.is404) return done(refuseRoute(methodsOf(pathOf(request)), reply));
    if (namesNothing(request)) return done(edgeProblem('not_found'));
    const audience = request.routeOptions.config.audience ?? 'merchant';
    if (audience !== 'merchant') return done(admit(request, reply, audience === 'payer' ? PAYER : NOBODY));
    const admitCaller = (caller: Caller | null): void =>
      done(caller === null ? edgeProblem('unauthenticated') : admit(request, reply, caller));
    const caller = authenticate(options.apiKeys, request);
    if (caller instanceof Promise) caller.then(admitCaller, done);
    else admitCaller(caller);
  });
};
