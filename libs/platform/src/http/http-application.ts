import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '../logging/logger.ts';
import { nestLogger } from '../logging/nest-logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { RateLimit } from '../rate-limit/rate-limit.ts';
import { guardWork } from './bulkheads.ts';
import { answerClientError } from './client-error.ts';
import { guardEdge, type EdgeRules } from './edge.ts';
import { EDGE_LIMITS, type EdgeLimits } from './edge-limits.ts';
import { acceptBodies, BODY_LIMIT } from './json-body.ts';
import { measureRequests } from './measure-requests.ts';
import { answerFailures, problemFilter, type AnswerFailure } from './problem-filter.ts';
import { QueryGuard } from './query-guard.ts';
import { logRequests } from './request-log.ts';
import { endRequestSpans } from './trace-request.ts';

/** How often connections are looked over for those that take too long, milliseconds. */
const LOOK_EVERY_MS = 500;

/** RFC 9112 §3.2.2: what is sent as if to a proxy, with the origin in the target, is a request for that path all the same. */
const originForm = (target: string): string =>
  /^https?:\/\//i.test(target) ? target.replace(/^https?:\/\/[^/?#]*\/?/i, '/') : target;

/** What the edge needs of its process. */
interface Edge extends Pick<EdgeRules, 'callers' | 'clock' | 'notYetKnown'> {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Requests a second and merchant; 0: no limit. */
  readonly rateLimitPerS?: number;
  /** `bytes`: handlers get bodies as they came, to pass them on. */
  readonly bodies?: 'json' | 'bytes';
  readonly limits?: EdgeLimits;
}

const serverOf = (limits: EdgeLimits, answerFailure: AnswerFailure): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.silentMs,
    http: {
      requestTimeout: limits.requestMs,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: LOOK_EVERY_MS,
      // The edge wants one itself: Node's refusal would say nothing.
      requireHostHeader: false,
    },
    // A proxy stands beside us or in our own network; what others say of themselves is not believed.
    trustProxy: ['loopback', 'uniquelocal'],
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url = '/' }) => originForm(url),
    // What arrives on an open connection while the process stops is answered like what arrived before.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFailure,
    // There is no Express-style middleware here.
    skipMiddie: true,
  });
  const { server } = adapter.getInstance();
  server.maxConnections = limits.connections;
  // An expectation that nobody knows is no reason to refuse, as Node would, without a word.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return adapter;
};

/**
 * The application of `rootModule` behind our HTTP edge: identity and trace, order of checks, authentication, limits,
 * strict JSON, problem+json, a log line and metrics of each request. Not listening yet; an error in its modules rejects.
 */
export const createHttpApplication = async (
  rootModule: Parameters<typeof NestFactory.create>[0],
  { logger, metrics, rateLimitPerS = 0, bodies = 'json', limits = EDGE_LIMITS, ...rules }: Edge,
): Promise<NestFastifyApplication> => {
  const { clock } = rules;
  const answerFailure = answerFailures(logger, clock);
  const adapter = serverOf(limits, answerFailure);
  const fastify = adapter.getInstance();
  // First of all: a request that is refused counts too.
  measureRequests(fastify, metrics);
  guardEdge(fastify, { ...rules, rateLimit: rateLimitPerS > 0 ? new RateLimit(rateLimitPerS, clock) : null });
  acceptBodies(fastify, bodies);
  guardWork(fastify, limits);
  logRequests(fastify, logger);
  endRequestSpans(fastify);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a class in name only: Nest takes a literal
  const application = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(logger),
  });
  return application.useGlobalFilters(problemFilter(answerFailure)).useGlobalGuards(new QueryGuard());
};
