import { randomUUID } from 'node:crypto';

/** Where work stands in its trace (W3C Trace Context). */
export interface TracePlace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: of the step that is under way; undefined when it has no span of its own. */
  readonly spanId?: string | undefined;
  /** Whether its spans are recorded by whoever is asked to; true unless told. */
  readonly isSampled?: boolean;
  /** What others along the trace add for themselves: passed on as it came. */
  readonly tracestate?: string | undefined;
}

/** The place of a step that has a span. */
export type SpanPlace = TracePlace & { readonly spanId: string };

const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** W3C asks for no more to be passed on, characters. */
const MAX_TRACESTATE = 512;

export const newTraceId = (): string => randomUUID().replaceAll('-', '');
export const newSpanId = (): string => newTraceId().slice(0, 16);

/** The span of the append that an event came with: it follows from the event's id (a UUID), so that nobody has to store it. */
export const spanIdOf = (eventId: string): string => eventId.replaceAll('-', '').slice(0, 16);

/** The place that two headers tell of; undefined for a `traceparent` that is absent or not valid. */
export const parseTrace = (
  traceparent: string | readonly string[] | undefined,
  tracestate?: string | readonly string[],
): SpanPlace | undefined => {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, spanId, flags = '', more] = TRACEPARENT.exec(traceparent) ?? [];
  // Version 00 ends with its flags; a later one may go on.
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined;
  const isPassedOn = typeof tracestate === 'string' && tracestate.length <= MAX_TRACESTATE;
  return {
    traceId,
    spanId,
    isSampled: (Number.parseInt(flags, 16) & 1) === 1,
    tracestate: isPassedOn ? tracestate : undefined,
  };
};

/** The header `traceparent`; a place without a span gets an id of its own each time. */
export const traceparentOf = ({ traceId, spanId = newSpanId(), isSampled = true }: TracePlace): string =>
  `00-${traceId}-${spanId}-0${Number(isSampled)}`;
