import { accept } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptCommand, ChargeAttemptCommandType } from './commands.ts';
import { isAlreadyDone } from './decide/already-done.ts';
import { recordDispute } from './decide/dispute.ts';
import { decideByOperator } from './decide/operator.ts';
import { recordOperation, requestCapture, requestRefund, requestVoid, sendOperation } from './decide/operation.ts';
import { recordOutcome } from './decide/outcome.ts';
import { reverseCharge } from './decide/reversal.ts';
import type { ChargeAttemptDecision, Rule } from './decide/rule.ts';
import type { ChargeAttemptEvent } from './events.ts';
import { notPermitted } from './refusals.ts';
import type { ChargeAttemptState } from './state.ts';
import { isPermitted } from './transitions.ts';

/** One that no provider can take has failed at once: it says why, and there is nobody to call. */
const start: Rule<'StartAttempt'> = ({ type: _, now: at, ...facts }) => {
  const { attemptId, provider } = facts;
  const created = { type: 'ChargeAttemptCreated', ...facts, at } as const;
  if (provider !== null) return accept(created);
  const reason = 'no provider can take the payment';
  const failed = { type: 'ChargeAttemptFailed', attemptId, reason, nextProvider: null, resolvedBy: null, at } as const;
  return accept<ChargeAttemptEvent>(created, failed);
};

const send: Rule<'SendAttempt'> = ({ now }, { attemptId, provider }) =>
  provider === null ? accept() : accept({ type: 'ChargeAttemptProcessing', attemptId, provider, at: now });

const cancel: Rule<'CancelAttempt'> = ({ reason, now }, { attemptId }) =>
  accept({ type: 'ChargeAttemptCancelled', attemptId, reason, at: now });

const rules: { readonly [Type in ChargeAttemptCommandType]: Rule<Type> } = {
  StartAttempt: start,
  SendAttempt: send,
  RecordOutcome: recordOutcome,
  CancelAttempt: cancel,
  RequestCapture: requestCapture,
  RequestVoid: requestVoid,
  RequestRefund: requestRefund,
  SendOperation: sendOperation,
  RecordOperation: recordOperation,
  RecordDispute: recordDispute,
  ReverseCharge: reverseCharge,
  DecideByOperator: decideByOperator,
};

/** A repeat changes nothing; what the table does not permit is refused; the command's own rule says the rest. */
export const decide = (command: ChargeAttemptCommand, attempt: ChargeAttemptState): ChargeAttemptDecision => {
  if (attempt.status !== 'NONE' && isAlreadyDone(command, attempt)) return accept();
  if (!isPermitted(attempt.status, command.type)) return notPermitted(command.type, attempt);
  // The table has just said that the command and the attempt fit this rule; the compiler cannot follow that.
  const rule = rules[command.type] as (
    command: ChargeAttemptCommand,
    attempt: ChargeAttemptState,
  ) => ChargeAttemptDecision;
  return rule(command, attempt);
};
