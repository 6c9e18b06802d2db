import { currentWork, during } from '../current-work.ts';
import type { SpanPlace, TracePlace } from './trace-place.ts';

/** Names of OpenTelemetry's conventions, or `counterfoil.…`. No card data, secret, path, query, or name of a person. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A step of a trace. */
export interface SpanPlan {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly attributes?: Attributes;
  /** What it is a step of; default: the current work. One without a `spanId` is the trace itself. */
  readonly parent?: TracePlace;
  /** Default: a new one. */
  readonly spanId?: string;
  /** Milliseconds since 1970; default: now. */
  readonly startedAt?: number;
}

/** What its own work may say of a step. */
export interface SpanNotes {
  readonly set: (attributes: Attributes) => void;
  /** `error.type`: a code, never a message, that may hold anything. */
  readonly fail: (type: string) => void;
}

/** A step under way. */
export interface OpenSpan extends SpanNotes {
  readonly place: SpanPlace;
  readonly end: () => void;
}

/** Where spans go. */
export interface SpanRecorder {
  readonly open: (plan: SpanPlan & { readonly parent: TracePlace }) => OpenSpan;
}

const UNNOTED: SpanNotes = { set: () => {}, fail: () => {} };

let recorder: SpanRecorder | undefined;

/** From now on, of all the process; undefined: no more. */
export const recordSpansIn = (next: SpanRecorder | undefined): void => {
  recorder = next;
};

/** Begins a step, to be ended by the caller; undefined when nobody records, or there is no trace that it could be a step of. */
export const openSpan = (plan: SpanPlan): OpenSpan | undefined => {
  const parent = plan.parent ?? currentWork();
  return recorder && parent && recorder.open({ ...plan, parent });
};

const failureOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : String(name);
};

const settled = async <T>(span: OpenSpan, work: (span: SpanNotes) => Promise<T>): Promise<T> => {
  try {
    return await work(span);
  } catch (error) {
    span.fail(failureOf(error));
    throw error;
  } finally {
    span.end();
  }
};

/** Runs `work` as a step of its trace; as a part of the trace of `plan.parent`, when that is given, also when nobody records. */
export const traced = <T>(plan: SpanPlan, work: (span: SpanNotes) => Promise<T>): Promise<T> => {
  const span = openSpan(plan);
  if (span) return during({ ...(plan.parent ? {} : currentWork()), ...span.place }, () => settled(span, work));
  return plan.parent ? during({ traceId: plan.parent.traceId }, () => work(UNNOTED)) : work(UNNOTED);
};
