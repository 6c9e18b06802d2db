import { randomUUID } from 'node:crypto';

/** Where a request stands in its trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The answer's `traceparent`: the same trace, our own span. */
  readonly traceparent: string;
}

const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

const randomHex = (): string => randomUUID().replaceAll('-', '');

/** Continues the caller's trace in a new span, or begins one when `traceparent` is absent or not valid. */
export const traceOf = (traceparent: string | string[] | undefined): TraceContext => {
  const [, version, continued, flags, more] =
    typeof traceparent === 'string' ? (TRACEPARENT.exec(traceparent) ?? []) : [];
  // Version 00 ends with its flags; a later one may go on.
  const isValid = continued !== undefined && !(version === '00' && more !== undefined);
  const traceId = isValid ? continued : randomHex();
  const sampled = isValid ? Number.parseInt(flags ?? '', 16) & 1 : 1;
  return { traceId, traceparent: `00-${traceId}-${randomHex().slice(0, 16)}-0${sampled}` };
};
