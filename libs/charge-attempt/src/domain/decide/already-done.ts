import type {
  ChargeAttemptCommand,
  DecideByOperator,
  OperationOutcome,
  Outcome,
  RecordDispute,
  StartAttempt,
} from '../commands.ts';
import { disputeOf } from '../disputes.ts';
import { isInFlight, isReversed, operationOf } from '../operations.ts';
import { operatorDecisionOf, reviewOf } from '../reviews.ts';
import type { ChargeAttempt, Dispute, Operation } from '../state.ts';

const isSameAttempt = (command: StartAttempt, attempt: ChargeAttempt): boolean =>
  command.paymentId === attempt.paymentId &&
  command.confirmationId === attempt.confirmationId &&
  command.attempt === attempt.attempt &&
  command.provider === attempt.provider;

const isCharge = ({ type }: Outcome): boolean => type === 'approved' || type === 'authorized';

/**
 * An end is never undone: only a charge that nobody expected is news to an attempt that has ended, and to one that an
 * operator has said was charged, that it was not.
 */
const isKnown = (outcome: Outcome, attempt: ChargeAttempt): boolean => {
  switch (attempt.status) {
    case 'CREATED':
    case 'PROCESSING':
      return false;
    case 'REQUIRES_ACTION':
      return outcome.type === 'action_required' && outcome.redirectUrl === attempt.redirectUrl;
    case 'UNKNOWN':
      return outcome.type === 'unknown' && !outcome.mismatch;
    case 'AUTHORIZED':
    case 'SUCCEEDED':
      return outcome.type !== 'declined' || operatorDecisionOf(attempt, null) === undefined;
    case 'DECLINED':
    case 'FAILED':
      return !isCharge(outcome);
    case 'CANCELLED':
      return !isCharge(outcome) || attempt.voidedAt !== null;
    default:
      return attempt satisfies never;
  }
};

const isSent = (operation: Operation | undefined): boolean =>
  operation !== undefined && operation.status !== 'REQUESTED';

const isOpposite = ({ type }: OperationOutcome, { status }: Operation): boolean =>
  (type === 'succeeded' && status === 'FAILED') || (type === 'declined' && status === 'SUCCEEDED');

/**
 * A decision stays: what is told of it later is a repeat, or the answer to a question that was asked before it. Only
 * that an operator was wrong is news.
 */
const isDecided = (outcome: OperationOutcome, operation: Operation | undefined, attempt: ChargeAttempt): boolean => {
  if (operation === undefined) return false;
  if (isInFlight(operation)) return operation.status === 'UNKNOWN' && outcome.type === 'unknown' && !outcome.mismatch;
  return operatorDecisionOf(attempt, operation.operationId) === undefined || !isOpposite(outcome, operation);
};

/** That is what was decided, and no provider has denied it since. */
const isSameDecision = ({ operationId, outcome }: DecideByOperator, attempt: ChargeAttempt): boolean =>
  operatorDecisionOf(attempt, operationId)?.outcome === outcome &&
  reviewOf(attempt, operationId)?.reason !== 'contradicted';

/** That it is open is told of every dispute first, and may be heard last. */
const isNoNews = ({ status }: RecordDispute, known: Dispute | undefined): boolean =>
  known !== undefined && (status === 'OPEN' || status === known.status);

/** Whether the attempt has already taken this command, or what it tells: then it is accepted and changes nothing. */
export const isAlreadyDone = (command: ChargeAttemptCommand, attempt: ChargeAttempt): boolean => {
  switch (command.type) {
    case 'StartAttempt':
      return isSameAttempt(command, attempt);
    case 'SendAttempt':
      return attempt.status === 'PROCESSING' || attempt.provider === null;
    case 'RecordOutcome':
      return isKnown(command.outcome, attempt);
    case 'CancelAttempt':
      return attempt.status === 'CANCELLED';
    case 'RequestCapture':
    case 'RequestVoid':
    case 'RequestRefund':
      return operationOf(attempt, command.operationId) !== undefined;
    case 'SendOperation':
      return isSent(operationOf(attempt, command.operationId));
    case 'RecordOperation':
      return isDecided(command.outcome, operationOf(attempt, command.operationId), attempt);
    case 'RecordDispute':
      return isNoNews(command, disputeOf(attempt, command.disputeId));
    case 'ReverseCharge':
      return isReversed(attempt);
    case 'DecideByOperator':
      return isSameDecision(command, attempt);
    default:
      return command satisfies never;
  }
};
