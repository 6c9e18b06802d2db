import { Problem, type Clock } from '@counterfoil/platform';
import { Readiness } from '@counterfoil/platform/health';
import { createHttpApplication } from '@counterfoil/platform/http';
import type { Logger } from '@counterfoil/platform/logging';
import type { Metrics } from '@counterfoil/platform/metrics';
import type { ServiceRoute } from '@counterfoil/platform/openapi';
import type { Instances } from '@counterfoil/service/remote';
import type { HTTPMethods } from 'fastify';
import type { Known } from './directory.ts';
import { forwardTo } from './forward.ts';
import { GatewayModule, watchServices } from './gateway.module.ts';
import type { Upstream } from './upstream.ts';

type Edge = Parameters<typeof createHttpApplication>[1];
export type Application = Awaited<ReturnType<typeof createHttpApplication>>;

/** What a gateway is made of, besides what it knows of its services. */
export interface Gateway extends Pick<Edge, 'callers' | 'rateLimitPerS'> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly upstream: Upstream;
  /** For an answer to begin, milliseconds: of any call, and of one that waits for all that comes due. */
  readonly timeouts?: { readonly usualMs: number; readonly longMs: number };
}

/** An answer waits 10 s for each of two outcomes at most, besides its provider's. The edge gives up at 90 s. */
const TIMEOUTS = { usualMs: 40_000, longMs: 80_000 };

const methodsOf = ({ method }: ServiceRoute): HTTPMethods[] =>
  method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];

const notYetKnown = (): Problem =>
  new Problem('not_ready', 'The gateway does not know all services yet. Try again shortly.', { retryAfter: 1 });

/** The gateway to what is known of the services; not listening yet. */
export const createGateway = async (
  known: readonly Known[],
  { log, upstream, metrics, timeouts = TIMEOUTS, ...edge }: Gateway,
): Promise<Application> => {
  const isComplete = known.every(({ document }) => document !== null);
  const application = await createHttpApplication(GatewayModule.of(known, metrics), {
    ...edge,
    logger: log,
    metrics,
    bodies: 'bytes',
    notYetKnown: () => (isComplete ? undefined : notYetKnown()),
  });
  const route = (instances: Instances, { path, audience, unlimited, ...called }: ServiceRoute): void => {
    application
      .getHttpAdapter()
      .getInstance()
      .route({
        method: methodsOf({ path, audience, unlimited, ...called }),
        url: path,
        exposeHeadRoute: false,
        config: { audience, unlimited },
        handler: forwardTo(instances, upstream, unlimited ? timeouts.longMs : timeouts.usualMs),
      });
  };
  for (const { instances, document } of known) for (const each of document?.['x-routes'] ?? []) route(instances, each);
  watchServices(application.get(Readiness), known, upstream);
  return application;
};
