import { Catch, HttpException, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
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

const textOf = (error: Error, name: 'code' | 'statusCode'): string => String(Reflect.get(error, name));

const expectedProblem = (error: unknown): Problem | undefined => {
  if (error instanceof Problem) return error;
  if (error instanceof NotFoundException) return edgeProblem('not_found');
  const cause = error instanceof HttpException ? error.cause : error;
  if (!(cause instanceof Error)) return undefined;
  // A sender that went away in mid-body: nobody reads the answer, and it is no failure of ours.
  if (textOf(cause, 'code') === 'ECONNRESET' && textOf(cause, 'statusCode') === '400')
    return edgeProblem('malformed_request');
  const code = fastifyProblems[textOf(cause, 'code')];
  return code && edgeProblem(code);
};

/** The one place where a failure becomes an answer: `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers `error`; an unexpected one is logged under the trace id, and its sender learns nothing but that id. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // Targets that are no path never reach the first hook.
    if (!request.context) identify(this.clock, request, reply);
    const traceId = request.context.correlationId;
    const problem = expectedProblem(error) ?? edgeProblem('internal_error');
    const line = { trace_id: traceId, request_id: request.id, route: request.routeOptions.url, code: problem.code };
    if (problem.status === 500) this.logger.error({ ...line, err: error }, 'request failed');
    else if (problem.status > 500) this.logger.warn({ ...line, cause: problem.cause }, problem.detail);
    if (reply.sent) return;
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    if (problem.extras.retryAfter !== undefined) reply.header('retry-after', problem.extras.retryAfter);
    reply
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.body(traceId)));
  }
}
