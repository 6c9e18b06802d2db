export { callSpan } from './call-span.ts';
export type { Tracing } from './otlp.ts';
export { openSpan, traced } from './span.ts';
export type { SpanPlan } from './span.ts';
export { startTracing } from './start-tracing.ts';
export { parseTrace, spanIdOf, traceparentOf } from './trace-place.ts';
export type { TracePlace } from './trace-place.ts';
