import type { ChargeResource } from '@counterfoil/contracts';
import type { ChargeAttempt, Operation, OperatorDecision } from '../domain/state.ts';

const operation = ({ operationId: id, type, isReversal, amount, status }: Operation) => ({
  id,
  type,
  is_reversal: isReversal,
  amount: Number(amount),
  status,
});

const decision = ({ operationId, outcome, reason, actor, at }: OperatorDecision) => ({
  operation_id: operationId,
  outcome,
  reason,
  actor,
  at,
});

const review = ({ reviews: [oldest] }: ChargeAttempt): ChargeResource['review'] => {
  if (!oldest) return null;
  const { operationId: operation_id, reason, evidence, since } = oldest;
  return { operation_id, reason, evidence, since };
};

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
  contradicted_at: attempt.contradictedAt,
  operations: attempt.operations.map(operation),
  review: review(attempt),
  decisions: attempt.decisions.map(decision),
  created_at: attempt.createdAt,
  updated_at: attempt.updatedAt,
});
