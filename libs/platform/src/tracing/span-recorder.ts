import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, Tracer } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { scrubText } from '../logging/scrub.ts';
import type { Attributes, OpenSpan, SpanPlan, SpanRecorder } from './span.ts';
import { newSpanId, newTraceId, type TracePlace } from './trace-place.ts';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** Hands the SDK the ids that the next span is to have; a span begins synchronously. */
export class GivenIds implements IdGenerator {
  private traceId: string | undefined;
  private spanId: string | undefined;

  give(traceId: string, spanId: string | undefined): void {
    [this.traceId, this.spanId] = [traceId, spanId];
  }

  generateTraceId(): string {
    return this.traceId ?? newTraceId();
  }

  generateSpanId(): string {
    return this.spanId ?? newSpanId();
  }
}

const contextOf = ({ traceId, spanId, tracestate }: TracePlace): Context =>
  spanId === undefined
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, {
        traceId,
        spanId,
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
        ...(tracestate !== undefined && { traceState: new TraceState(tracestate) }),
      });

// Names are ours; a value may have come from anywhere.
const scrubbed = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? scrubText(value) : value]),
  );

/** Records with OpenTelemetry's SDK; `ids` are those of the tracer's provider. */
export const spanRecorder = (tracer: Tracer, ids: GivenIds): SpanRecorder => {
  const open = (plan: SpanPlan & { readonly parent: TracePlace }): OpenSpan => {
    const { parent, kind, attributes = {}, startedAt } = plan;
    ids.give(parent.traceId, plan.spanId);
    const options = { kind: KINDS[kind], attributes: scrubbed(attributes), ...(startedAt && { startTime: startedAt }) };
    const span = tracer.startSpan(scrubText(plan.name), options, contextOf(parent));
    const { traceId, spanId, traceFlags } = span.spanContext();
    const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    return {
      place: { traceId, spanId, isSampled, tracestate: parent.tracestate },
      set: more => void span.setAttributes(scrubbed(more)),
      fail: type => void span.setAttribute('error.type', scrubText(type)).setStatus({ code: SpanStatusCode.ERROR }),
      end: () => span.end(),
    };
  };
  return { open };
};
