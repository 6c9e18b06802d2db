import type { ChargeAttemptEvent } from './events.ts';
import { reviewed, withReview } from './reviews.ts';
import { NOTHING, type ChargeAttempt, type Operation } from './state.ts';

/** What happens to a capture, void or refund. */
export type OperationEvent = Extract<ChargeAttemptEvent, { readonly operationId: string }>;

export const isOfOperation = (event: ChargeAttemptEvent): event is OperationEvent => 'operationId' in event;

const withOperation = (
  attempt: ChargeAttempt,
  { operationId, at: requestedAt }: OperationEvent,
  type: Operation['type'],
  amount: bigint,
  isReversal = false,
): ChargeAttempt => ({
  ...attempt,
  operations: [...attempt.operations, { operationId, type, amount, status: 'REQUESTED', requestedAt, isReversal }],
});

const inStatus = (
  attempt: ChargeAttempt,
  { operationId }: OperationEvent,
  status: Operation['status'],
): ChargeAttempt => ({
  ...attempt,
  reviews: reviewed(attempt, operationId),
  operations: attempt.operations.map(operation =>
    operation.operationId === operationId ? { ...operation, status } : operation,
  ),
});

const isOver = ({ status }: ChargeAttempt): boolean =>
  status === 'DECLINED' || status === 'FAILED' || status === 'CANCELLED';

export const evolveOperations = (attempt: ChargeAttempt, event: OperationEvent): ChargeAttempt => {
  switch (event.type) {
    case 'ChargeCaptureRequested':
      return withOperation(attempt, event, 'capture', event.amount);
    case 'ChargeVoidRequested':
      return withOperation(attempt, event, 'void', attempt.amount);
    case 'ChargeRefundRequested':
      return withOperation(attempt, event, 'refund', event.amount);
    case 'ChargeReversalRequested':
      return withOperation(attempt, event, event.by, event.amount, true);
    case 'ChargeOperationSent':
      return inStatus(attempt, event, 'PROCESSING');
    case 'ChargeOperationUnknown':
      return inStatus(attempt, event, 'UNKNOWN');
    case 'ChargeCaptured':
      return {
        ...{ ...inStatus(attempt, event, 'SUCCEEDED'), ...NOTHING },
        ...{ status: 'SUCCEEDED', amountCaptured: event.amount },
      };
    case 'ChargeVoided': {
      const after = inStatus(attempt, event, 'SUCCEEDED');
      // What was over before stays as it was: there was nothing to void.
      if (isOver(attempt)) return after;
      return { ...after, ...NOTHING, status: 'CANCELLED', voidedAt: event.at, reviews: reviewed(after, null) };
    }
    case 'ChargeReversed': {
      const after = inStatus(attempt, event, 'SUCCEEDED');
      return attempt.status === 'AUTHORIZED'
        ? { ...after, ...NOTHING, status: 'CANCELLED', voidedAt: event.at }
        : after;
    }
    case 'ChargeReversalFailed': {
      const { operationId, decline, at: since } = event;
      const failed = inStatus(attempt, event, 'FAILED');
      return withReview(failed, { operationId, reason: 'reversal_failed', evidence: decline.message, since });
    }
    case 'ChargeRefunded':
      return inStatus(attempt, event, 'SUCCEEDED');
    case 'ChargeCaptureFailed':
    case 'ChargeVoidFailed':
    case 'ChargeRefundFailed':
      return inStatus(attempt, event, 'FAILED');
    default:
      return event satisfies never;
  }
};
