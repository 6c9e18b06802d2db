import type { FastifyReply } from 'fastify';
import { traceparentOf, type TracePlace } from '../tracing/trace-place.ts';

/** On every answer: it is data for one caller, never a page, and nobody may keep it. A page sets its own policy. */
export const protectiveHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** Sets what every answer carries: the protective headers, `x-request-id` and `traceparent`. */
export const setAnswerHeaders = (reply: FastifyReply, requestId: string, trace: TracePlace): void => {
  reply.headers({ ...protectiveHeaders, 'x-request-id': requestId, traceparent: traceparentOf(trace) });
};
