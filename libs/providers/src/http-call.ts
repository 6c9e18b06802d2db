import { traceHeaders } from '@counterfoil/platform';
import { callSpan, traced } from '@counterfoil/platform/tracing';
import { Agent, request, type Dispatcher } from 'undici';
import { retryAfterOf } from './retry-after.ts';

/** What became of one HTTP call to a provider. */
export type CallResult =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly body: string;
      /** For how long we are asked not to call again, milliseconds; null when we are not. */
      readonly retryAfterMs: number | null;
    }
  | { readonly type: 'not_sent'; readonly reason: string }
  | { readonly type: 'no_answer'; readonly reason: string };

/** Errors that say, of a connection that was about to be made, that there is none: the provider cannot have acted. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** A connection that was made may end in the same errors, when reading or writing. */
const CONNECTING: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo', undefined]);

const failureOf = (error: unknown): CallResult => {
  const { code, name, syscall } = error as { readonly [Member in 'code' | 'name' | 'syscall']?: unknown };
  const reason = typeof code === 'string' ? code : String(name);
  return { type: NO_CONNECTION.has(reason) && CONNECTING.has(syscall) ? 'not_sent' : 'no_answer', reason };
};

/** More than any provider has to say, bytes. */
const MAX_ANSWER = 1_000_000;

/** Connections to one provider. `timeoutMs`: how long one may take to come about. */
export const providerConnections = (timeoutMs: number): Dispatcher =>
  new Agent({ connections: 96, connect: { timeout: timeoutMs }, maxResponseSize: MAX_ANSWER });

interface CallOptions {
  readonly dispatcher: Dispatcher;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds. */
  readonly deadlineMs: number;
}

const call = async (url: string, { deadlineMs, body, ...rest }: CallOptions): Promise<CallResult> => {
  try {
    const response = await request(url, {
      ...rest,
      // W3C Trace Context: the provider's log can be joined to the request that made us call.
      headers: { ...traceHeaders(), ...rest.headers },
      body: body ?? null,
      signal: AbortSignal.timeout(deadlineMs),
    });
    const { statusCode: status, headers, body: answer } = response;
    return { type: 'answered', status, body: await answer.text(), retryAfterMs: retryAfterOf(status, headers) };
  } catch (error) {
    return failureOf(error);
  }
};

/** One call with one deadline over connecting, sending and the whole answer. Never throws. */
export const callProvider = (url: string, options: CallOptions): Promise<CallResult> =>
  traced(callSpan(options.method, url), async span => {
    const result = await call(url, options);
    if (result.type === 'answered') span.set({ 'http.response.status_code': result.status });
    else span.fail(result.reason);
    return result;
  });
