import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ApiKeys } from '../auth/api-keys.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { nestLogger } from '../logging/nest-logger.ts';
import { answerClientError } from './client-error.ts';
import { guardEdge } from './edge.ts';
import { acceptJsonBodies, BODY_LIMIT } from './json-body.ts';
import { answerFailures, problemFilter } from './problem-filter.ts';
import { QueryGuard } from './query-guard.ts';
import { logRequests } from './request-log.ts';

/** How long a request may take to arrive. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The application of `rootModule` behind our HTTP edge: identity and trace, order of checks, authentication, strict
 * JSON, problem+json. Not listening yet; an error in its modules rejects.
 */
export const createHttpApplication = async (
  rootModule: Parameters<typeof NestFactory.create>[0],
  { apiKeys, clock, logger }: { readonly apiKeys: ApiKeys; readonly clock: Clock; readonly logger: Logger },
): Promise<NestFastifyApplication> => {
  const answerFailure = answerFailures(logger, clock);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFailure,
    // There is no Express-style middleware here.
    skipMiddie: true,
  });
  const fastify = adapter.getInstance();
  guardEdge(fastify, { apiKeys, clock });
  acceptJsonBodies(fastify);
  logRequests(fastify, logger);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a class in name only: Nest takes a literal
  const application = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(logger),
  });
  return application.useGlobalFilters(problemFilter(answerFailure)).useGlobalGuards(new QueryGuard());
};
