import { AsyncLocalStorage } from 'node:async_hooks';
import { traceparentOf, type TracePlace } from './tracing/trace-place.ts';

/** What the code that runs now is at: a request, or a message. */
interface CurrentWork extends TracePlace {
  /** Lets others to work while this only waits. */
  readonly stepAside?: () => void;
}

const current = new AsyncLocalStorage<CurrentWork>();

/** Runs `work`, and all that it awaits, as a part of that trace. */
export const during = <T>(about: CurrentWork, work: () => T): T => current.run(about, work);

/** Undefined outside of any request or message. */
export const currentWork = (): CurrentWork | undefined => current.getStore();

/** For a call to somebody else (W3C Trace Context); none outside of any request or message. */
export const traceHeaders = (): Readonly<Record<string, string>> => {
  const work = current.getStore();
  if (work === undefined) return {};
  const { tracestate } = work;
  return { traceparent: traceparentOf(work), ...(tracestate !== undefined && { tracestate }) };
};

/** To be called before a long wait for somebody else: a request gives its place up to one that has something to do. */
export const stepAside = (): void => current.getStore()?.stepAside?.();
