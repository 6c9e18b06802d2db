import type { ProblemCode } from '../problem/problems.ts';

/** What a failure means to the one who meets it. Sentences in Markdown. */
export interface Guide {
  readonly happened: string;
  readonly todo: string;
  /** The `detail` of an example. */
  readonly detail: string;
}

/** One entry a code: docs/errors.md and the examples of the API's document are made of it. */
export const problemGuide: Readonly<Record<ProblemCode, Guide>> = {
  malformed_json: {
    happened: 'The body is not one JSON value in UTF-8, or it has a key named `__proto__` or `constructor.prototype`.',
    todo: 'Send what your JSON library writes. Nothing was done.',
    detail: 'Send one JSON value in UTF-8, without keys named __proto__ or constructor.prototype.',
  },
  malformed_request: {
    happened: 'What arrived could not be read as HTTP, or the body is shorter or longer than its `Content-Length`.',
    todo: 'Look at what is between you and us: a proxy or a client that was cut off. Nothing was done.',
    detail: 'The request could not be read as HTTP. Check its headers and its length.',
  },
  unauthenticated: {
    happened:
      'There is no `Authorization: Bearer …` header, or its key is not known here. At a provider callback: the signature is wrong or too old.',
    todo: 'Send a secret key of this installation. `npm start` shows the first one once; `SANDBOX_API_KEY` sets your own.',
    detail: 'Send your secret API key in the header Authorization: Bearer sk_test_…',
  },
  insufficient_scope: {
    happened: 'The token is valid, but was not given the scope that this call needs.',
    todo: 'Ask for a token with that scope. Keys that begin with `sk_test_` have every scope.',
    detail: 'This call needs the scope payments:write.',
  },
  not_found: {
    happened:
      'There is nothing at this path, or no such resource of yours. A resource of another merchant looks the same, and so does a session token that is unknown or whose session ended more than 24 hours ago.',
    todo: 'Check the id, and that it was made with the same key. With `as_of`: the resource did not exist yet.',
    detail: 'There is no such resource. Check the id and the API key.',
  },
  method_not_allowed: {
    happened: 'The path exists, but not for this method.',
    todo: 'Use one of the methods that the header `Allow` names.',
    detail: 'This path answers to GET, HEAD only.',
  },
  request_timeout: {
    happened: 'The request did not arrive whole in time; the connection was closed.',
    todo: 'Send it again, with the same `Idempotency-Key`.',
    detail: 'The request took too long to arrive. Send it again.',
  },
  session_not_confirmable: {
    happened: 'The session has ended, has expired, is ending, or has a confirmation whose outcome is not known yet.',
    todo: "Read the session: its `status` and `next_action` say what comes next. A confirm with the accepted one's body gets the accepted one's answer.",
    detail: 'The session is COMPLETED.',
  },
  session_not_cancellable: {
    happened: 'The session has ended, or a confirmation is in flight, or the payer completed the challenge meanwhile.',
    todo: 'Read the session. If it is COMPLETED, refund its payment instead; if it is PROCESSING, wait for the outcome.',
    detail: 'The session is COMPLETED.',
  },
  payment_not_confirmable: {
    happened: 'The payment is not waiting for a payment method, or it belongs to a checkout session.',
    todo: "Read the payment. One of a session is confirmed by the payer, with the session's token.",
    detail: 'The payment is SUCCEEDED.',
  },
  payment_not_capturable: {
    happened: 'The payment is not AUTHORIZED: nothing is held that could be captured.',
    todo: 'Read the payment. Only `capture_method: "manual"` leaves something to capture, and only once.',
    detail: 'The payment is SUCCEEDED; only an AUTHORIZED payment can be captured.',
  },
  payment_not_cancellable: {
    happened:
      'The payment has ended or is being processed, belongs to an open session, or the provider refused to release the authorization (then `decline` says why).',
    todo: 'Read the payment. Refund one that SUCCEEDED; cancel one of an open session through its session.',
    detail: 'The payment is SUCCEEDED. Refund it instead.',
  },
  payment_not_refundable: {
    happened:
      'Nothing of the payment was captured, or all that was captured is refunded, being refunded, disputed or lost in a dispute.',
    todo: 'Read the payment: `amount_captured` less `amount_refunded`, its PENDING refunds and its OPEN and LOST disputes is what is left.',
    detail: 'Nothing of this payment is left to refund.',
  },
  amount_exceeds_capturable: {
    happened: 'The amount is more than `amount_capturable`.',
    todo: 'Capture at most `amount_capturable`, or leave `amount` out to capture all of it.',
    detail: 'At most 12500 can be captured.',
  },
  amount_exceeds_refundable: {
    happened:
      'The amount is more than what was captured and is neither refunded, being refunded, disputed nor lost in a dispute.',
    todo: 'Refund less, or leave `amount` out to refund what is left.',
    detail: 'At most 10000 can be refunded.',
  },
  capture_failed: {
    happened: 'The provider refused the capture; `decline` says why. The payment stays AUTHORIZED.',
    todo: 'If the decline is soft, capture again with a new `Idempotency-Key`; else cancel the payment and ask for another card.',
    detail: 'The provider refused the capture; the payment stays AUTHORIZED.',
  },
  attempts_exhausted: {
    happened: 'As many confirmations as `max_attempts` were declined; the payment is FAILED.',
    todo: 'Make a new payment or session.',
    detail: 'All 3 attempts are used up.',
  },
  operation_in_progress: {
    happened: 'A capture or a cancellation of this payment waits for its provider: `pending_operation` names it.',
    todo: 'Read the payment until `pending_operation` is null, then decide anew.',
    detail: 'A capture of this payment is in progress.',
  },
  routing_rules_changed: {
    happened: 'The routing rules are not at the `version` that your change is based on: somebody else changed them.',
    todo: 'Read them, make your change to those, and send it with their `version`.',
    detail: 'The rules are at version 4; read them, and change those.',
  },
  charge_not_resolvable: {
    happened: 'The outcome is known, or was decided by another operator, or is none that the charge can have come to.',
    todo: 'Read the charge: `status`, `operations` and `decisions` say what is known, and by whom. What is PROCESSING becomes known, or UNKNOWN, by itself.',
    detail: 'Its outcome is known: there is nothing to resolve.',
  },
  callback_not_retryable: {
    happened: 'The provider’s news is known, and was looked into, or is on its way for the first time.',
    todo: 'Nothing: what it was about is in the charge. `GET /v1/provider-callbacks` lists those that wait for somebody.',
    detail: 'The callback was looked into, or is about to be. Nothing is left to do.',
  },
  idempotency_in_progress: {
    happened: 'The first request with this `Idempotency-Key` is still running.',
    todo: 'Wait for `Retry-After` seconds, then send the same request with the same key.',
    detail: 'The first request with this key is still running. Send it again in a moment.',
  },
  payload_too_large: {
    happened: 'The body is larger than 256 KiB.',
    todo: 'Send less: mostly it is `metadata` or `line_items`. Nothing was done.',
    detail: 'Send at most 256 KiB.',
  },
  unsupported_media_type: {
    happened: 'The body is not declared as JSON.',
    todo: 'Send `Content-Type: application/json`.',
    detail: 'Send the body as JSON, with the header Content-Type: application/json.',
  },
  validation_failed: {
    happened:
      'The request is understood but not valid: a field is missing, unknown or out of bounds. `errors` names all faults at once.',
    todo: 'Correct what each `pointer` (RFC 6901; `/<name>` for a query parameter or header) names. Nothing was done, and the `Idempotency-Key` is free.',
    detail: 'Correct what errors names, and send the request again.',
  },
  idempotency_key_reused: {
    happened:
      'This `Idempotency-Key` was used within 7 days for another body; `errors` names the first field that differs.',
    todo: 'Use a new key for a new request, and exactly the same body for a retry.',
    detail: 'This idempotency key was used with another body.',
  },
  rate_limited: {
    happened: 'You send more requests a second than this installation allows (`RATE_LIMIT_PER_S`).',
    todo: 'Wait for `Retry-After` seconds. `RateLimit` on every answer says what is left.',
    detail: 'Too many requests. Send this one again after a second.',
  },
  headers_too_large: {
    happened: 'The headers are larger than 16 KiB in all.',
    todo: 'Send fewer or shorter ones; often it is cookies that do not belong here.',
    detail: 'Send fewer or shorter headers: at most 16 KiB in all.',
  },
  internal_error: {
    happened: 'We made a mistake. What you asked for may or may not have been done.',
    todo: 'Send the request again with the same `Idempotency-Key`: it has its effect once. If it stays, tell us the `trace_id`.',
    detail: 'Try again. If it stays, tell us the trace_id.',
  },
  provider_unavailable: {
    happened: 'No payment provider takes payments at present. Nothing was done: no attempt is used up.',
    todo: 'Wait for `Retry-After` seconds, then send the request again with the same `Idempotency-Key`.',
    detail: 'No payment provider can be reached at present. Try again shortly.',
  },
  not_ready: {
    happened: 'The product is starting, stopping or overloaded, or its database cannot be reached.',
    todo: 'Wait for `Retry-After` seconds, then send the request again with the same `Idempotency-Key`.',
    detail: 'Not ready: database. Try again shortly.',
  },
};
