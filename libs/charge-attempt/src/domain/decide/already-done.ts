import type { ChargeAttemptCommand, Outcome, StartAttempt } from '../commands.ts';
import type { ChargeAttempt } from '../state.ts';

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

/** Whether the attempt has already taken this command, or what it tells: then it is accepted and changes nothing. */
export const isAlreadyDone = (command: ChargeAttemptCommand, attempt: ChargeAttempt): boolean => {
  switch (command.type) {
    case 'StartAttempt':
      return isSameAttempt(command, attempt);
    case 'SendAttempt':
      return attempt.status === 'PROCESSING';
    case 'RecordOutcome':
      return isKnown(command.outcome, attempt);
    case 'CancelAttempt':
      return attempt.status === 'CANCELLED';
    case 'RecordCapture':
      return attempt.status === 'SUCCEEDED' && attempt.amountCaptured === command.amount;
    case 'RecordVoid':
      return attempt.voidedAt !== null;
    default:
      return command satisfies never;
  }
};
