import type { ProblemCode } from '../problem/problems.ts';
import type { Operation } from './operation.ts';

/** Whatever is asked: it may not be HTTP at all, arrive too late, or meet a fault of ours. */
const OF_ALL = ['malformed_request', 'request_timeout', 'headers_too_large', 'internal_error'] as const;
const OF_BODIES = ['malformed_json', 'payload_too_large', 'unsupported_media_type'] as const;
/** Anybody else may send any query, and is not counted. */
const OF_CALLERS = ['validation_failed', 'rate_limited'] as const;
const OF_KEYS = ['idempotency_key_reused', 'idempotency_in_progress'] as const;

/** What a call may answer because of its kind: who calls it, by which method, with which path. */
export const standingProblems = ({ audience = 'merchant', method, parameters }: Operation): readonly ProblemCode[] => {
  const isPost = method === 'post';
  const isMerchants = audience === 'merchant';
  return [
    ...OF_ALL,
    ...(isPost || method === 'put' ? OF_BODIES : []),
    ...(audience === 'probe' ? [] : (['not_ready'] as const)),
    ...(isMerchants || audience === 'payer' ? OF_CALLERS : []),
    ...(isMerchants ? (['unauthenticated'] as const) : []),
    ...(isMerchants && isPost ? OF_KEYS : []),
    ...(parameters ? (['not_found'] as const) : []),
  ];
};
