import type { CreateSession, SessionCommand } from '../commands.ts';
import { isOver } from '../refusals.ts';
import { EXPIRED, type Session } from '../state.ts';

const isSameSession = (command: CreateSession, session: Session): boolean =>
  command.merchantId === session.merchantId &&
  command.paymentId === session.paymentId &&
  command.amount === session.amount &&
  command.currency === session.currency;

/** News of a confirmation, for a session that is over: late, and never undoes the end. */
const isLate = ({ status, confirmation }: Session): boolean => confirmation !== null && isOver(status);

/** Whether the session has already taken this command, or what it tells: then it is accepted and changes nothing. */
export const isAlreadyDone = (command: SessionCommand, session: Session): boolean => {
  switch (command.type) {
    case 'CreateSession':
      return isSameSession(command, session);
    case 'ConfirmSession':
      return session.confirmation?.fingerprint === command.fingerprint;
    case 'RecordActionRequired':
      return isLate(session) || session.awaits === 'action' || session.awaits === 'payment_method';
    case 'RecordDecline':
      return isLate(session) || session.awaits === 'payment_method';
    case 'CompleteSession':
      return session.status === 'COMPLETED';
    case 'FailSession':
      return isLate(session);
    case 'CancelSession':
      return session.ending?.operationId === command.operationId;
    case 'ExpireSession':
      return session.status === 'EXPIRED' || session.ending?.reason === EXPIRED;
    case 'RecordPaymentCancelled':
      return isOver(session.status);
    case 'RecordEndFailed':
      return session.ending === null;
    default:
      return command satisfies never;
  }
};
