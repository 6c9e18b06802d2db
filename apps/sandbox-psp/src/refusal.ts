import type { FieldFault } from '@counterfoil/platform';

/** Why a provider does not do what it is asked. How that is told is its protocol's matter. */
export type RefusalCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'reference_reused'
  | 'not_authorized'
  | 'already_captured'
  | 'already_voided'
  | 'not_captured'
  | 'amount_exceeds_authorized'
  | 'amount_exceeds_captured'
  | 'charge_disputed'
  | 'dispute_decided'
  | 'currency_not_supported'
  | 'card_not_supported'
  | 'invalid_request'
  | 'rate_limited'
  | 'internal_error'
  | 'shutting_down';

/** What the provider will not do, and why: returned by rules, thrown at the edge, answered in one place. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly errors: readonly FieldFault[] = [],
  ) {
    super(detail);
  }
}
