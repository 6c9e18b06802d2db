import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../request-context.ts';

/**
 * Who may call a route: a merchant with an API key, a payer with a session token in the path, or anybody; `internal`:
 * the services that the route names; `probe`: whoever watches the process, which answers it however busy it is.
 */
export type Audience = 'merchant' | 'payer' | 'open' | 'internal' | 'probe';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: merchant. */
    readonly audience?: Audience;
    /** The services that may call an internal route. */
    readonly callers?: readonly string[];
    /** Keeps the body's bytes as `request.rawBody`, for a signature over them. */
    readonly keepRawBody?: boolean;
    /** Counts against no rate limit: the limit's own clock may stand until this is called. */
    readonly unlimited?: boolean;
  }

  interface FastifyRequest {
    /** Present from the first hook on; without a merchant its `merchantId` is empty. */
    context: RequestContext;
    rawBody?: Buffer;
  }
}

export const audienceOf = ({ routeOptions }: FastifyRequest): Audience => routeOptions.config.audience ?? 'merchant';
