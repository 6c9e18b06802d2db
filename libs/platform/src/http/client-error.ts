import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { protectiveHeaders } from './answer-headers.ts';
import { edgeProblem } from './edge-problems.ts';
import { newTraceId, traceparentOf } from '../tracing/trace-place.ts';

const problemOf = (code: string | undefined) => {
  if (code === 'HPE_HEADER_OVERFLOW') return edgeProblem('headers_too_large');
  return edgeProblem(code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed_request');
};

/** Answers what Node could not read as HTTP, and so no hook or filter ever sees, then closes the connection. */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const traceId = newTraceId();
  const body = JSON.stringify(problem.body(traceId));
  const headers = {
    ...protectiveHeaders,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': randomUUID(),
    traceparent: traceparentOf({ traceId }),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
};
