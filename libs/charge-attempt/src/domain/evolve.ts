import type { ChargeAttemptEvent, ChargeAttemptEventOf, ResolvedBy } from './events.ts';
import { evolveDisputes, isOfDispute, type DisputeEvent } from './disputes.ts';
import { evolveOperations, isOfOperation, type OperationEvent } from './evolve-operations.ts';
import { evolveReviews, isOfReview, reviewed, type ReviewEvent } from './reviews.ts';
import { NOTHING, type ChargeAttempt, type ChargeAttemptState } from './state.ts';

const created = ({ type: _, at, ...facts }: ChargeAttemptEventOf<'ChargeAttemptCreated'>): ChargeAttempt => ({
  ...facts,
  ...NOTHING,
  status: 'CREATED',
  providerReference: null,
  nextProvider: null,
  amountCaptured: 0n,
  unknownSince: null,
  resolution: null,
  contradictedAt: null,
  voidedAt: null,
  operations: [],
  disputes: [],
  reviews: [],
  decisions: [],
  createdAt: at,
  updatedAt: at,
});

/** How an attempt that was UNKNOWN came to be known. */
const resolved = (
  { resolution }: ChargeAttempt,
  { resolvedBy, at }: { readonly resolvedBy: ResolvedBy | null; readonly at: string },
) => ({ resolution: resolvedBy ? { by: resolvedBy, at } : resolution });

const evolveAttempt = (
  attempt: ChargeAttempt,
  event: Exclude<
    ChargeAttemptEvent,
    OperationEvent | DisputeEvent | ReviewEvent | { readonly type: 'ChargeAttemptCreated' }
  >,
): ChargeAttempt => {
  // An attempt that goes on, or ends, needs no look any more at what it was before; and nobody is tried beside a charge.
  const after = { ...attempt, ...NOTHING, nextProvider: null, reviews: reviewed(attempt, null) };
  switch (event.type) {
    case 'ChargeAttemptProcessing':
      return { ...after, status: 'PROCESSING' };
    case 'ChargeAttemptActionRequired': {
      const { providerReference, redirectUrl } = event;
      return { ...after, ...resolved(attempt, event), status: 'REQUIRES_ACTION', providerReference, redirectUrl };
    }
    case 'ChargeAttemptAuthorized': {
      const { providerReference } = event;
      return { ...after, ...resolved(attempt, event), status: 'AUTHORIZED', providerReference };
    }
    case 'ChargeAttemptSucceeded': {
      const { providerReference, amount } = event;
      return { ...after, ...resolved(attempt, event), status: 'SUCCEEDED', providerReference, amountCaptured: amount };
    }
    case 'ChargeAttemptDeclined': {
      const { decline, nextProvider } = event;
      return { ...after, ...resolved(attempt, event), status: 'DECLINED', decline, nextProvider };
    }
    case 'ChargeAttemptFailed': {
      const { reason: failureReason, nextProvider } = event;
      return { ...after, ...resolved(attempt, event), status: 'FAILED', failureReason, nextProvider };
    }
    case 'ChargeAttemptUnknown':
      return { ...after, status: 'UNKNOWN', unknownSince: event.at };
    case 'ChargeAttemptCancelled':
      return { ...after, status: 'CANCELLED' };
    case 'ChargeAttemptContradicted':
      return { ...attempt, contradictedAt: event.at };
    default:
      return event satisfies never;
  }
};

/** Folds one event onto the state. Throws when the stream breaks an invariant that the decider keeps. */
export const evolve = (state: ChargeAttemptState, event: ChargeAttemptEvent): ChargeAttemptState => {
  if (event.type === 'ChargeAttemptCreated') return created(event);
  if (state.status === 'NONE') throw new Error(`${event.type} before ChargeAttemptCreated`);
  const attempt = { ...state, updatedAt: event.at };
  if (isOfReview(event)) return evolveReviews(attempt, event);
  if (isOfOperation(event)) return evolveOperations(attempt, event);
  return isOfDispute(event) ? evolveDisputes(attempt, event) : evolveAttempt(attempt, event);
};
