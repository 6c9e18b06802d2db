import type { IncomingHttpHeaders } from 'node:http';
import { traceHeaders } from '@counterfoil/platform';
import { IDENTITY_HEADER } from '@counterfoil/platform/identity';
import type { FastifyRequest } from 'fastify';

type Headers = Readonly<Record<string, string | string[]>>;

/** Of one connection only (RFC 9110 §7.6.1), besides those that `Connection` names. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The gateway's to say: nobody outside says who called, from where, in which trace, or how long what it sends on is. */
const OURS = [
  'host',
  'content-length',
  'expect',
  'forwarded',
  IDENTITY_HEADER,
  'x-request-id',
  'traceparent',
  'tracestate',
];

/** Set by the edge, for the request that it saw. */
const EDGES = ['x-request-id', 'traceparent', 'tracestate'];

const without = (headers: IncomingHttpHeaders, dropped: readonly string[]): Headers => {
  const named = (headers.connection ?? '').split(',').map(name => name.trim().toLowerCase());
  const isDropped = (name: string): boolean =>
    HOP_BY_HOP.includes(name) || named.includes(name) || dropped.includes(name) || name.startsWith('x-forwarded-');
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !isDropped(name));
  return Object.fromEntries(kept) as Headers;
};

/** What a service gets to see of a request. A merchant's key ends here: the identity speaks for it. */
export const forwardedHeaders = (request: FastifyRequest): Headers => {
  const isMerchants = request.context.merchantId !== '';
  return {
    ...without(request.headers, isMerchants ? [...OURS, 'authorization'] : OURS),
    ...traceHeaders(),
    'x-forwarded-for': request.ip,
  };
};

/** What the caller gets to see of a service's answer. */
export const answeredHeaders = (headers: IncomingHttpHeaders): Headers => without(headers, EDGES);
