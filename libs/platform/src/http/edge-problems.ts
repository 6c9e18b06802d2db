import { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/problems.ts';

/** What is wrong with a request before any context of the domain sees it, and what its sender can do. */
const details = {
  not_found: 'There is nothing at this path. Check it against the API reference.',
  unauthenticated: 'Send your secret API key in the header Authorization: Bearer sk_test_…',
  payload_too_large: 'Send at most 256 KiB.',
  unsupported_media_type: 'Send the body as JSON, with the header Content-Type: application/json.',
  malformed_json: 'Send one JSON value in UTF-8, without keys named __proto__ or constructor.prototype.',
  malformed_request: 'The request could not be read as HTTP. Check its headers and its length.',
  headers_too_large: 'Send fewer or shorter headers: at most 16 KiB in all.',
  request_timeout: 'The request took too long to arrive. Send it again.',
  internal_error: 'Try again. If it stays, tell us the trace_id.',
} as const satisfies Partial<Record<ProblemCode, string>>;

/** The problem of that code, with its standing advice. */
export const edgeProblem = (code: keyof typeof details): Problem => new Problem(code, details[code]);
