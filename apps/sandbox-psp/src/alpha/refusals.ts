import type { Written } from '../protocol.ts';
import type { Refusal, RefusalCode } from '../refusal.ts';

/** The HTTP status of every refusal (README, "Errors"). */
const statuses: Readonly<Record<RefusalCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  reference_reused: 409,
  not_authorized: 409,
  already_captured: 409,
  already_voided: 409,
  not_captured: 409,
  amount_exceeds_authorized: 409,
  amount_exceeds_captured: 409,
  charge_disputed: 409,
  dispute_decided: 409,
  currency_not_supported: 422,
  card_not_supported: 422,
  invalid_request: 422,
  rate_limited: 429,
  internal_error: 500,
  shutting_down: 503,
};

/** `{error, status, detail, errors: [{pointer, detail}]}` with the status of its code. */
export const writeRefusal = ({ code, detail, errors }: Refusal): Written => ({
  status: statuses[code],
  type: 'application/problem+json',
  body: { error: code, status: statuses[code], detail, errors },
});
