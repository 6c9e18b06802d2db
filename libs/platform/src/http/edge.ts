import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import { Problem } from '../problem/problem.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { watchMethods } from './allowed-methods.ts';
import { setAnswerHeaders } from './answer-headers.ts';
import type { Admitted, Callers } from './callers.ts';
import { edgeProblem } from './edge-problems.ts';
import { BODY_LIMIT } from './json-body.ts';
import { limitRate } from './limit-rate.ts';
import { audienceOf } from './request.ts';
import { traceRequest } from './trace-request.ts';

const methodNotAllowed = (allowed: readonly string[]): Problem =>
  new Problem('method_not_allowed', `This path answers to ${allowed.join(', ')} only.`);

/** Gives the request its identity, before anything about it is judged. */
export const identify = (clock: Clock, request: FastifyRequest, reply: FastifyReply): void => {
  const trace = traceRequest(request);
  setAnswerHeaders(reply, request.id, trace);
  request.context = {
    merchantId: '',
    actor: 'system',
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

/** What the edge judges requests by. */
export interface EdgeRules {
  readonly callers: Callers;
  readonly clock: Clock;
  readonly rateLimit: RateLimit | null;
  /** Why a route that is not known here is not 404 or 405 yet; undefined when it is. */
  readonly notYetKnown?: () => Problem | undefined;
}

/** The identity that its sender has given it already goes before the one that it got here. */
const adopt = (request: FastifyRequest, reply: FastifyReply, { requestId, ...known }: Admitted): void => {
  request.context = { ...request.context, ...known };
  if (requestId === undefined) return;
  request.id = requestId;
  reply.header('x-request-id', requestId);
};

/**
 * Judges a request before its body is read, in this order: route (404), method (405), caller (401), rate (429), size
 * (413). The rest of the order is the body parser's (413, 415, 400) and the handler's (403, 422, 404, 409).
 * A merchant's rate is counted over all its keys, a payer's by address: whoever guesses tokens has a new one each time.
 */
export const guardEdge = (fastify: FastifyInstance, { callers, clock, rateLimit, notYetKnown }: EdgeRules): void => {
  const methodsOf = watchMethods(fastify);
  const refuseRoute = (request: FastifyRequest, reply: FastifyReply): Problem => {
    const unknown = notYetKnown?.();
    if (unknown) return unknown;
    const allowed = methodsOf(pathOf(request));
    if (allowed.length === 0) return edgeProblem('not_found');
    reply.header('allow', allowed.join(', '));
    return methodNotAllowed(allowed);
  };
  const admit = (request: FastifyRequest, reply: FastifyReply, admission: Admitted | Problem): Problem | undefined => {
    if (admission instanceof Problem) return admission;
    adopt(request, reply, admission);
    const audience = audienceOf(request);
    const isCounted = (audience === 'merchant' || audience === 'payer') && !request.routeOptions.config.unlimited;
    const limited = isCounted ? limitRate(rateLimit, admission.merchantId || request.ip, reply) : undefined;
    return limited ?? refuseLarge(request);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    identify(clock, request, reply);
    if (lacksHost(request)) return done(edgeProblem('malformed_request'));
    if (request.is404) return done(refuseRoute(request, reply));
    if (namesNothing(request)) return done(edgeProblem('not_found'));
    const admission = callers(request);
    if (!(admission instanceof Promise)) return done(admit(request, reply, admission));
    admission.then(found => done(admit(request, reply, found)), done);
  });
};
