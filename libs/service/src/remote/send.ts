import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Problem, traceHeaders } from '@counterfoil/platform';
import { callSpan, traced } from '@counterfoil/platform/tracing';
import { Agent, type Dispatcher } from 'undici';
import type { Instances } from './instances.ts';

/** A request to a service; it must be safe to repeat. */
export interface ServiceRequest {
  readonly method: Dispatcher.HttpMethod;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | null;
  /** For the answer to begin, milliseconds. */
  readonly timeoutMs: number;
  /** Ends it when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** What an instance has answered: small bodies have arrived whole, others are read as they come. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable;
}

/** Bodies up to this arrive whole before anything is passed on, bytes: an instance that dies midway is no answer. */
const WHOLE = 256 * 1024;
/** For a connection, milliseconds. */
const CONNECT_MS = 1_000;
/** A body on which nothing moves, milliseconds. */
const SILENT_MS = 30_000;
/** Instances that one request tries at most; a lone one is tried again, for its connection may have been an old one. */
const TRIES = 3;
const RETRY_AFTER_S = 1;

/** The connections to services. To be closed. */
export const openConnections = (): Dispatcher =>
  new Agent({ connect: { timeout: CONNECT_MS }, bodyTimeout: SILENT_MS, keepAliveTimeout: 30_000 });

const away = (service: string, detail: string, cause: unknown): Problem =>
  new Problem('not_ready', `The ${service} service ${detail}. Try again shortly.`, {
    retryAfter: RETRY_AFTER_S,
    cause,
  });

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** What stands before an instance that is gone, such as a mesh's proxy, says so in its own words rather than ours. */
const isGone = ({ statusCode, headers }: Dispatcher.ResponseData): boolean =>
  statusCode === 503 && headers['content-type']?.includes('problem') !== true;

const hasNone = ({ statusCode }: Dispatcher.ResponseData, method: string): boolean =>
  method === 'HEAD' || statusCode === 204 || statusCode === 304;

const bodyOf = async (answer: Dispatcher.ResponseData, method: string): Promise<Buffer | Readable> => {
  const length = hasNone(answer, method) ? 0 : Number(answer.headers['content-length'] ?? Number.NaN);
  return length <= WHOLE ? Buffer.from(await answer.body.arrayBuffer()) : answer.body;
};

const answerOf = async (
  origin: string,
  { timeoutMs, signal, ...request }: ServiceRequest,
  connections: Dispatcher,
): Promise<ServiceAnswer> => {
  const answer = await connections.request({
    ...request,
    headers: { ...request.headers, ...traceHeaders() },
    origin,
    headersTimeout: timeoutMs,
    ...(signal && { signal }),
  });
  if (isGone(answer)) {
    await answer.body.dump();
    throw new Error('the instance is gone');
  }
  return { status: answer.statusCode, headers: answer.headers, body: await bodyOf(answer, request.method) };
};

const ask = (origin: string, request: ServiceRequest, connections: Dispatcher): Promise<ServiceAnswer> =>
  traced(callSpan(request.method, origin), async span => {
    const answer = await answerOf(origin, request, connections);
    span.set({ 'http.response.status_code': answer.status });
    return answer;
  });

/**
 * Asks one instance after another until one answers. One that cannot be reached or breaks off is left out for a while.
 * @throws Problem not_ready when none answers, or one does not in time; the reason of `signal`
 */
export const send = async (
  instances: Instances,
  request: ServiceRequest,
  connections: Dispatcher,
): Promise<ServiceAnswer> => {
  const order = instances.inTurn();
  let cause: unknown;
  for (let turn = 0; turn < TRIES && order.length > 0; turn += 1) {
    const origin = order[turn % order.length] ?? '';
    try {
      return await ask(origin, request, connections);
    } catch (error) {
      request.signal?.throwIfAborted();
      // A request that cannot be sent at all is no instance's fault.
      if (codeOf(error) === 'UND_ERR_INVALID_ARG') throw error;
      instances.leaveOut(origin);
      if (codeOf(error) === 'UND_ERR_HEADERS_TIMEOUT') throw away(instances.service, 'did not answer in time', error);
      cause = error;
    }
  }
  throw away(instances.service, 'cannot be reached', cause);
};
