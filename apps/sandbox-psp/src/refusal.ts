import type { FieldFault } from '@counterfoil/platform';

/** Every error code of the protocol with its HTTP status (README, "Errors"). */
const statuses = {
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
  invalid_request: 422,
  internal_error: 500,
  shutting_down: 503,
} as const;

/** A stable error code of the protocol. */
export type RefusalCode = keyof typeof statuses;

/** What the provider will not do, and why: returned by rules, thrown at the edge, answered in one place. */
export class Refusal extends Error {
  readonly status: number;

  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly errors: readonly FieldFault[] = [],
  ) {
    super(detail);
    this.status = statuses[code];
  }
}
