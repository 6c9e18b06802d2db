import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openSpan, type OpenSpan } from '../tracing/span.ts';
import { newSpanId, newTraceId, parseTrace, type SpanPlace } from '../tracing/trace-place.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Present from the first hook on: its caller's trace, or a new one, and its own span. */
    trace: SpanPlace;
    /** Absent when nobody records, and for probes, which come all the time. */
    span?: OpenSpan;
  }
}

/** The route's pattern, never the path: that may hold a session's token. Nor who sent it: that may be a payer. */
const spanOf = ({ method, protocol, routeOptions }: FastifyRequest) => ({
  name: routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`,
  kind: 'server' as const,
  attributes: { 'http.request.method': method, 'http.route': routeOptions.url, 'url.scheme': protocol },
});

/** Continues the caller's trace in a span of its own, or begins one when `traceparent` is absent or not valid. */
export const traceRequest = (request: FastifyRequest): SpanPlace => {
  const { headers, routeOptions } = request;
  const parent = parseTrace(headers['traceparent'], headers['tracestate']) ?? { traceId: newTraceId() };
  const span = routeOptions.config.audience === 'probe' ? undefined : openSpan({ ...spanOf(request), parent });
  if (span) request.span = span;
  request.trace = span?.place ?? { ...parent, spanId: newSpanId() };
  return request.trace;
};

/** Ends the span of each request with its answer. */
export const endRequestSpans = (fastify: FastifyInstance): void => {
  fastify.addHook('onResponse', (request, { statusCode }, done) => {
    const { span } = request;
    span?.set({
      'http.response.status_code': statusCode,
      'counterfoil.merchant.id': request.context.merchantId || undefined,
      'counterfoil.request.id': request.id,
    });
    if (statusCode >= 500) span?.fail(String(statusCode));
    span?.end();
    done();
  });
};
