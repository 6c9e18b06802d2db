import type { Written } from '../protocol.ts';
import type { Refusal, RefusalCode } from '../refusal.ts';

/** Beta's words for every refusal, with the HTTP status (README, "Errors of `beta`"). */
const faults: Readonly<Record<RefusalCode, readonly [status: number, code: string]>> = {
  invalid_request: [400, 'BAD_REQUEST'],
  unauthorized: [401, 'BAD_CREDENTIALS'],
  forbidden: [403, 'FORBIDDEN'],
  not_found: [404, 'NO_SUCH_PAYMENT'],
  reference_reused: [422, 'DUPLICATE_REQUEST'],
  not_authorized: [422, 'NOTHING_HELD'],
  already_captured: [422, 'ALREADY_SETTLED'],
  already_voided: [422, 'ALREADY_REVERSED'],
  not_captured: [422, 'NOTHING_SETTLED'],
  amount_exceeds_authorized: [422, 'EXCEEDS_HELD'],
  amount_exceeds_captured: [422, 'EXCEEDS_SETTLED'],
  charge_disputed: [422, 'CHARGED_BACK'],
  dispute_decided: [422, 'CHARGEBACK_CLOSED'],
  currency_not_supported: [422, 'CURRENCY_NOT_SUPPORTED'],
  card_not_supported: [422, 'CARD_NOT_SUPPORTED'],
  rate_limited: [429, 'TOO_MANY_REQUESTS'],
  internal_error: [500, 'SYSTEM_ERROR'],
  shutting_down: [503, 'UNAVAILABLE'],
};

/** `{fault: {code, message, fields}}`; `fields` names what is wrong in the request: `money.value`. */
export const writeRefusal = ({ code, detail, errors }: Refusal): Written => {
  const [status, fault] = faults[code];
  const fields = errors.map(({ pointer }) => pointer.slice(1).replaceAll('/', '.'));
  return { status, body: { fault: { code: fault, message: detail, fields } } };
};
