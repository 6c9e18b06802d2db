import { accept } from '@counterfoil/event-sourcing/decider';
import type { PaymentCommand, PaymentCommandType } from './commands.ts';
import { isAlreadyDone } from './decide/already-done.ts';
import { cancel, confirmVoid, expire, failVoid } from './decide/cancel.ts';
import { capture, failCapture, recordCapture } from './decide/capture.ts';
import { confirm } from './decide/confirm.ts';
import { create } from './decide/create.ts';
import { loseDispute, openDispute, winDispute } from './decide/dispute.ts';
import { authorize, confirmReversal, decline, requireAction, succeed } from './decide/outcomes.ts';
import { failRefund, requestRefund, succeedRefund } from './decide/refund.ts';
import type { PaymentDecision, Rule } from './decide/rule.ts';
import { notPermitted } from './refusals.ts';
import type { PaymentState } from './state.ts';
import { isPermitted } from './transitions.ts';

const rules: { readonly [Type in PaymentCommandType]: Rule<Type> } = {
  CreatePayment: create,
  ConfirmPayment: confirm,
  RequireAction: requireAction,
  AuthorizePayment: authorize,
  SucceedPayment: succeed,
  DeclineAttempt: decline,
  CapturePayment: capture,
  RecordCapture: recordCapture,
  FailCapture: failCapture,
  CancelPayment: cancel,
  ExpirePayment: expire,
  ConfirmVoid: confirmVoid,
  FailVoid: failVoid,
  ConfirmReversal: confirmReversal,
  RequestRefund: requestRefund,
  SucceedRefund: succeedRefund,
  FailRefund: failRefund,
  OpenDispute: openDispute,
  WinDispute: winDispute,
  LoseDispute: loseDispute,
};

/** A repeat changes nothing; what the table does not permit is refused; the command's own rule says the rest. */
export const decide = (command: PaymentCommand, payment: PaymentState): PaymentDecision => {
  if (payment.status !== 'NONE' && isAlreadyDone(command, payment)) return accept();
  if (!isPermitted(payment.status, command.type)) return notPermitted(command.type, payment);
  // The table has just said that the command and the payment fit this rule; the compiler cannot follow that.
  const rule = rules[command.type] as (command: PaymentCommand, payment: PaymentState) => PaymentDecision;
  return rule(command, payment);
};
