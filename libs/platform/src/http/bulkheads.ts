import type { FastifyInstance, FastifyRequest } from 'fastify';
import { during } from '../current-work.ts';
import { Problem } from '../problem/problem.ts';
import { Bulkhead, type Place } from './bulkhead.ts';
import type { EdgeLimits } from './edge-limits.ts';
import { audienceOf } from './request.ts';

const RETRY_AFTER_S = 1;

declare module 'fastify' {
  interface FastifyRequest {
    place?: Place;
  }
}

const tooBusy = (): Problem =>
  new Problem('not_ready', 'Too many requests are being worked on. Try again shortly.', { retryAfter: RETRY_AFTER_S });

const changesNothing = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/**
 * Bounds how many requests are worked on at once: merchants' reads, merchants' commands, the requests of payers and
 * providers, and those of other services each have places of their own, so that none of them holds the others up. Probes need no place.
 * A request takes its place when it has arrived whole and leaves it when its answer is ready, or when it steps aside to
 * wait for an outcome: neither a slow sender or reader nor a provider that hangs takes any.
 */
export const guardWork = (fastify: FastifyInstance, { atWork, waiting, waitingMs }: EdgeLimits): void => {
  const bulkhead = (): Bulkhead =>
    new Bulkhead({
      limit: atWork,
      limitPerCaller: Math.ceil((atWork * 3) / 4),
      queue: waiting,
      waitMs: waitingMs,
      aside: waiting,
    });
  const [reads, commands, payers, services] = [bulkhead(), bulkhead(), bulkhead(), bulkhead()];
  /** The lane of a request, and whose share of it the request takes. */
  const placeOf = (request: FastifyRequest): readonly [Bulkhead, string] => {
    const { merchantId, actor } = request.context;
    const audience = audienceOf(request);
    if (audience === 'internal') return [services, actor];
    if (audience !== 'merchant') return [payers, request.ip];
    return [changesNothing(request) ? reads : commands, merchantId];
  };

  fastify.addHook('preHandler', (request, reply, done) => {
    if (request.is404) return done();
    if (audienceOf(request) === 'probe') return during(request.trace, done);
    const [lane, caller] = placeOf(request);
    lane.enter(caller, place => {
      // Nobody is there any more to hear of an answer, and nothing has been done yet.
      if (!place || reply.raw.destroyed) {
        place?.release();
        return done(tooBusy());
      }
      request.place = place;
      during({ ...request.trace, stepAside: () => place.stepAside() }, done);
    });
  });
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    request.place?.release();
    done();
  });
  // A handler that ended without an answer, as one of a connection that was cut.
  fastify.addHook('onResponse', (request, _reply, done) => {
    request.place?.release();
    done();
  });
};
