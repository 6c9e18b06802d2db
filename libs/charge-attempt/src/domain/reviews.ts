import type { ChargeAttemptEvent } from './events.ts';
import type { ChargeAttempt, OperatorDecision, Review } from './state.ts';

const TYPES = ['ChargeMismatchFound', 'ChargeDecidedByOperator', 'ChargeDecisionContradicted'] as const;

/** What only people are concerned with; the money is where it was. */
export type ReviewEvent = Extract<ChargeAttemptEvent, { readonly type: (typeof TYPES)[number] }>;

export const isOfReview = (event: ChargeAttemptEvent): event is ReviewEvent => TYPES.some(type => type === event.type);

/** What an operator has to look at; undefined: nothing. `operationId` null: of the authorization. */
export const reviewOf = ({ reviews }: ChargeAttempt, operationId: string | null): Review | undefined =>
  reviews.find(review => review.operationId === operationId);

/** What an operator has decided last; undefined: nothing. `operationId` null: of the authorization. */
export const operatorDecisionOf = (
  { decisions }: ChargeAttempt,
  operationId: string | null,
): OperatorDecision | undefined => decisions.findLast(decision => decision.operationId === operationId);

/** What is left to look at once that of `operationId` is over. */
export const reviewed = ({ reviews }: ChargeAttempt, operationId: string | null): readonly Review[] =>
  reviews.filter(review => review.operationId !== operationId);

/** One more to look at. Of one thing the newest reason counts. */
export const withReview = (attempt: ChargeAttempt, review: Review): ChargeAttempt => ({
  ...attempt,
  reviews: [...reviewed(attempt, review.operationId), review],
});

export const evolveReviews = (attempt: ChargeAttempt, event: ReviewEvent): ChargeAttempt => {
  const { operationId, at } = event;
  switch (event.type) {
    case 'ChargeMismatchFound':
      return withReview(attempt, { operationId, reason: 'mismatch', evidence: event.evidence, since: at });
    case 'ChargeDecisionContradicted':
      return withReview(attempt, { operationId, reason: 'contradicted', evidence: event.evidence, since: at });
    case 'ChargeDecidedByOperator': {
      const { outcome, reason, actor } = event;
      const decisions = [...attempt.decisions, { operationId, outcome, reason, actor, at }];
      return { ...attempt, decisions, reviews: reviewed(attempt, operationId) };
    }
    default:
      return event satisfies never;
  }
};
