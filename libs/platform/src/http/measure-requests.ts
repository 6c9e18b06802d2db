import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.ts';

/** Rate, errors and duration by route. The route's pattern, never the path: that may hold a session's token. */
export const measureRequests = (fastify: FastifyInstance, metrics: Metrics): void => {
  const requests = metrics.counter({
    name: 'counterfoil_http_requests_total',
    help: 'Requests answered; route none: no such path.',
    labelNames: ['method', 'route', 'status'],
  });
  const durations = metrics.histogram({
    name: 'counterfoil_http_request_duration_seconds',
    help: 'From the headers of a request to the end of its answer.',
    labelNames: ['method', 'route'],
  });
  const inFlight = metrics.gauge({ name: 'counterfoil_http_requests_in_flight', help: 'Requests not yet answered.' });
  const replays = metrics.counter({
    name: 'counterfoil_idempotency_replays_total',
    help: 'Requests that got the kept answer of an earlier one.',
  });

  fastify.addHook('onRequest', (_request, _reply, done) => {
    inFlight.inc();
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const of = { method: request.method, route: request.routeOptions.url ?? 'none' };
    inFlight.dec();
    requests.inc({ ...of, status: String(reply.statusCode) });
    durations.observe(of, reply.elapsedTime / 1_000);
    if (reply.hasHeader('idempotent-replayed')) replays.inc();
    done();
  });
};
