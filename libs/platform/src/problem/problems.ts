/** Every failure a caller can meet: the stable code, its status and its title (api.md, "Errors"). */
export const problems = {
  malformed_json: { status: 400, title: 'The body is not JSON' },
  malformed_request: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  insufficient_scope: { status: 403, title: 'The key lacks a scope' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  session_not_confirmable: { status: 409, title: 'The session cannot be confirmed' },
  session_not_cancellable: { status: 409, title: 'The session cannot be cancelled' },
  payment_not_confirmable: { status: 409, title: 'The payment cannot be confirmed' },
  payment_not_capturable: { status: 409, title: 'The payment cannot be captured' },
  payment_not_cancellable: { status: 409, title: 'The payment cannot be cancelled' },
  payment_not_refundable: { status: 409, title: 'The payment cannot be refunded' },
  amount_exceeds_capturable: { status: 409, title: 'The amount is more than can be captured' },
  amount_exceeds_refundable: { status: 409, title: 'The amount is more than can be refunded' },
  capture_failed: { status: 409, title: 'The provider refused the capture' },
  attempts_exhausted: { status: 409, title: 'All attempts are used up' },
  routing_rules_changed: { status: 409, title: 'The routing rules have changed meanwhile' },
  operation_in_progress: { status: 409, title: 'Another operation is in progress' },
  charge_not_resolvable: { status: 409, title: 'The charge cannot be resolved so' },
  callback_not_retryable: { status: 409, title: 'The callback waits for nobody' },
  idempotency_in_progress: { status: 409, title: 'A request with this idempotency key is still running' },
  webhook_endpoint_disabled: { status: 409, title: 'The webhook endpoint is disabled' },
  webhook_endpoints_exhausted: { status: 409, title: 'There are as many webhook endpoints as there may be' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  validation_failed: { status: 422, title: 'The request is not valid' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used with another body' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  provider_unavailable: { status: 503, title: 'No payment provider can be reached' },
  not_ready: { status: 503, title: 'Not ready to serve' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

/** A stable, public failure code. */
export type ProblemCode = keyof typeof problems;

/** Whether a refusal's code may be told outside. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);
