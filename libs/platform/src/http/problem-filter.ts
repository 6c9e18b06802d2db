import { HttpException, NotFoundException } from '@nestjs/common';
import type { ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { isDatabaseAway } from '../postgres/is-database-away.ts';
import { Problem } from '../problem/problem.ts';
import { identify } from './edge.ts';
import { edgeProblem } from './edge-problems.ts';

/** Fastify's own failures by their code. A path it cannot decode, or with too long a part, is none of ours. */
const fastifyProblems: Readonly<Record<string, Parameters<typeof edgeProblem>[0]>> = {
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
};

/** Whoever asks again under the same key asks for the same thing: what was under way may be done. */
const databaseAway = (cause: unknown): Problem =>
  new Problem('not_ready', 'The database cannot be reached at the moment. Try again shortly.', {
    retryAfter: 1,
    cause,
  });

const hasContext = (request: Partial<FastifyRequest>): boolean => request.context !== undefined;

interface TransportError {
  readonly code?: string;
  readonly statusCode?: number;
}

const expectedProblem = (error: unknown): Problem | undefined => {
  if (error instanceof Problem) return error;
  if (error instanceof NotFoundException) return edgeProblem('not_found');
  const { code = '', statusCode } = ((error instanceof HttpException ? error.cause : error) ?? {}) as TransportError;
  // A sender that went away in mid-body: nobody reads the answer, and it is no failure of ours.
  if (code === 'ECONNRESET' && statusCode === 400) return edgeProblem('malformed_request');
  const known = fastifyProblems[code];
  if (known) return edgeProblem(known);
  return isDatabaseAway(error) ? databaseAway(error) : undefined;
};

/** Answers a failure. */
export type AnswerFailure = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/**
 * The one place where a failure becomes an answer: `application/problem+json` (RFC 9457). An unexpected one is logged
 * under the trace id, and its sender learns nothing but that id.
 */
export const answerFailures =
  (logger: Logger, clock: Clock): AnswerFailure =>
  (error, request, reply) => {
    // A target that is no path never reaches the first hook.
    if (!hasContext(request)) identify(clock, request, reply);
    const traceId = request.context.correlationId;
    const problem = expectedProblem(error) ?? edgeProblem('internal_error');
    const line = { trace_id: traceId, request_id: request.id, route: request.routeOptions.url, code: problem.code };
    if (problem.status === 500) logger.error({ ...line, err: error }, 'request failed');
    else if (problem.status > 500) logger.warn({ ...line, cause: problem.cause }, problem.detail);
    if (reply.sent) return;
    if (problem.status === 401) reply.header('www-authenticate', problem.extras.challenge ?? 'Bearer');
    if (problem.extras.retryAfter !== undefined) reply.header('retry-after', problem.extras.retryAfter);
    // As bytes: to a string Fastify adds a charset, which RFC 9457's media type does not have.
    const body = Buffer.from(JSON.stringify(problem.body(traceId)));
    reply.status(problem.status).type('application/problem+json').send(body);
  };

/** Brings every failure that Nest or Fastify meets to `answer`. */
export const problemFilter = (answer: AnswerFailure): ExceptionFilter => ({
  catch: (error: unknown, host) => {
    const http = host.switchToHttp();
    answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  },
});
