import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What the code that runs now is at: a request, or a message. */
interface CurrentWork {
  /** W3C trace id, 32 hex digits. */
  readonly traceId: string;
  /** Lets others to work while this only waits. */
  readonly stepAside?: () => void;
}

const current = new AsyncLocalStorage<CurrentWork>();

/** Runs `work`, and all that it awaits, as a part of that trace. */
export const during = <T>(about: CurrentWork, work: () => T): T => current.run(about, work);

/** The trace that this code is a part of; undefined outside of any request or message. */
export const currentTraceId = (): string | undefined => current.getStore()?.traceId;

/** For a call to somebody else (W3C Trace Context): the same trace, a span of its own. Undefined as `currentTraceId` is. */
export const currentTraceparent = (): string | undefined => {
  const traceId = currentTraceId();
  return traceId && `00-${traceId}-${randomUUID().replaceAll('-', '').slice(0, 16)}-01`;
};

/** To be called before a long wait for somebody else: a request gives its place up to one that has something to do. */
export const stepAside = (): void => current.getStore()?.stepAside?.();
