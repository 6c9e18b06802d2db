import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logging/logger.ts';

/** One line a request at level debug. It names the route, not the path: that may hold a session's token. */
export const logRequests = (fastify: FastifyInstance, logger: Logger): void => {
  if (!logger.isLevelEnabled('debug')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.debug(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: request.context.actor,
        request_id: request.id,
        trace_id: request.context.correlationId,
      },
      'request',
    );
    done();
  });
};
