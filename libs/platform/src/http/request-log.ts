import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logging/logger.ts';

/**
 * One line a request; at level debug those of probes, which come all the time. It names the route, not the path: that
 * may hold a session's token.
 */
export const logRequests = (fastify: FastifyInstance, logger: Logger): void => {
  if (!logger.isLevelEnabled('info')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const level = request.routeOptions.config.audience === 'probe' ? 'debug' : 'info';
    logger[level](
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: request.context.actor,
        request_id: request.id,
        trace_id: request.context.correlationId,
        span_id: request.trace.spanId,
      },
      'request',
    );
    done();
  });
};
