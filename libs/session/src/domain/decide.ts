import { accept } from '@counterfoil/event-sourcing/decider';
import type { SessionCommand, SessionCommandType } from './commands.ts';
import { isAlreadyDone } from './decide/already-done.ts';
import { confirm } from './decide/confirm.ts';
import { cancel, expire, recordEndFailed, recordPaymentCancelled } from './decide/end.ts';
import { complete, fail, recordActionRequired, recordDecline } from './decide/outcomes.ts';
import type { Rule, SessionDecision } from './decide/rule.ts';
import { notPermitted } from './refusals.ts';
import type { SessionState } from './state.ts';
import { isPermitted } from './transitions.ts';

const create: Rule<'CreateSession'> = ({ type: _, now, ...facts }) =>
  accept({ type: 'CheckoutSessionCreated', ...facts, at: now });

const rules: { readonly [Type in SessionCommandType]: Rule<Type> } = {
  CreateSession: create,
  ConfirmSession: confirm,
  RecordActionRequired: recordActionRequired,
  RecordDecline: recordDecline,
  CompleteSession: complete,
  FailSession: fail,
  CancelSession: cancel,
  ExpireSession: expire,
  RecordPaymentCancelled: recordPaymentCancelled,
  RecordEndFailed: recordEndFailed,
};

/** A repeat changes nothing; what the table does not permit is refused; the command's own rule says the rest. */
export const decide = (command: SessionCommand, session: SessionState): SessionDecision => {
  if (session.status !== 'NONE' && isAlreadyDone(command, session)) return accept();
  if (!isPermitted(session.status, command.type)) return notPermitted(command.type, session);
  // The table has just said that the command and the session fit this rule; the compiler cannot follow that.
  const rule = rules[command.type] as (command: SessionCommand, session: SessionState) => SessionDecision;
  return rule(command, session);
};
