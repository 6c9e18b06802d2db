import type { ChargeAttemptCommand, OperationOutcome, Outcome, RecordDispute, StartAttempt } from '../commands.ts';
import { disputeOf } from '../disputes.ts';
import { isInFlight, operationOf } from '../operations.ts';
import type { ChargeAttempt, Dispute, Operation } from '../state.ts';

const isSameAttempt = (command: StartAttempt, attempt: ChargeAttempt): boolean =>
  command.paymentId === attempt.paymentId &&
  command.confirmationId === attempt.confirmationId &&
  command.attempt === attempt.attempt &&
  command.provider === attempt.provider;

const isCharge = ({ type }: Outcome): boolean => type === 'approved' || type === 'authorized';

/** An end is never undone: only a charge that nobody expected is news to an attempt that has ended. */
const isKnown = (outcome: Outcome, attempt: ChargeAttempt): boolean => {
  switch (attempt.status) {
    case 'CREATED':
    case 'PROCESSING':
      return false;
    case 'REQUIRES_ACTION':
      return outcome.type === 'action_required' && outcome.redirectUrl === attempt.redirectUrl;
    case 'UNKNOWN':
      return outcome.type === 'unknown';
    case 'AUTHORIZED':
    case 'SUCCEEDED':
      return true;
    case 'DECLINED':
    case 'FAILED':
      return !isCharge(outcome) || attempt.contradictedAt !== null;
    case 'CANCELLED':
      return !isCharge(outcome) || attempt.contradictedAt !== null || attempt.voidedAt !== null;
    default:
      return attempt satisfies never;
  }
};

const isSent = (operation: Operation | undefined): boolean =>
  operation !== undefined && operation.status !== 'REQUESTED';

/** A decision stays: what is told of it later is a repeat, or the answer to a question that was asked before it. */
const isDecided = (outcome: OperationOutcome, operation: Operation | undefined): boolean =>
  operation !== undefined && (!isInFlight(operation) || (operation.status === 'UNKNOWN' && outcome.type === 'unknown'));

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
      return isDecided(command.outcome, operationOf(attempt, command.operationId));
    case 'RecordDispute':
      return isNoNews(command, disputeOf(attempt, command.disputeId));
    default:
      return command satisfies never;
  }
};
