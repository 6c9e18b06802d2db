import type { ChargeResource } from '@counterfoil/contracts';
import type { ChargeAttempt } from '../domain/state.ts';

/** The attempt as everybody outside sees it. */
export const chargeResource = (attempt: ChargeAttempt): ChargeResource => ({
  id: attempt.attemptId,
  payment_id: attempt.paymentId,
  attempt: attempt.attempt,
  provider: attempt.provider,
  provider_reference: attempt.providerReference,
  status: attempt.status,
  amount: Number(attempt.amount),
  currency: attempt.currency,
  decline: attempt.decline,
  routing: {
    rule: attempt.routing.rule,
    candidates: [...attempt.routing.candidates],
    excluded: [...attempt.routing.excluded],
  },
  unknown_since: attempt.unknownSince,
  resolution: attempt.resolution,
  created_at: attempt.createdAt,
  updated_at: attempt.updatedAt,
});
