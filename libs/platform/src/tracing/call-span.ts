import type { SpanPlan } from './span.ts';

const SECURE_PORT = 443;
const PORT = 80;

/** A call over HTTP. Of its target host and port only: a path or a query may hold what no collector is to know. */
export const callSpan = (method: string, url: string): SpanPlan => {
  const { hostname, port, protocol } = new URL(url);
  return {
    name: method,
    kind: 'client',
    attributes: {
      'http.request.method': method,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? SECURE_PORT : PORT),
    },
  };
};
