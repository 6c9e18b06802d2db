import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { AttemptOutcome } from '../commands.ts';
import type { PaymentEvent } from '../events.ts';
import type { Payment } from '../state.ts';
import { currentConfirmation, lateChargeOf, withdrawalOf } from '../state.ts';
import type { PaymentDecision, Rule } from './rule.ts';

const isOurs = ({ confirmationId }: AttemptOutcome, payment: Payment): boolean =>
  payment.confirmations.some(known => known.confirmationId === confirmationId);

const isCurrent = ({ confirmationId }: AttemptOutcome, payment: Payment): boolean =>
  currentConfirmation(payment)?.confirmationId === confirmationId;

const notOurs = ({ confirmationId }: AttemptOutcome): PaymentDecision =>
  refuse('outcome_not_expected', `This payment has no confirmation ${confirmationId}; look for whose outcome it is.`);

const outcomeOf = ({ confirmationId, attemptId, now }: AttemptOutcome, { paymentId }: Payment) => ({
  paymentId,
  confirmationId,
  attemptId,
  at: now,
});

const isCharged = (payment: Payment): boolean =>
  payment.charge !== null || payment.status === 'FAILED' || payment.status === 'CANCELLED';

const withdraw = (attemptId: string, { paymentId }: Payment, at: string): PaymentEvent => ({
  ...{ type: 'PaymentChallengeWithdrawn', paymentId, attemptId, at },
  operationId: withdrawalOf(attemptId),
});

/** The payer may be at the challenge of a later attempt, and is to pay nothing there. A cancel has called it off before. */
const withdrawn = ({ attemptId: paidBy, now }: AttemptOutcome, payment: Payment): readonly PaymentEvent[] => {
  const { challengedAttemptId: attemptId, pendingOperation } = payment;
  return attemptId === null || attemptId === paidBy || pendingOperation ? [] : [withdraw(attemptId, payment, now)];
};

/** Money moves once. A success is never swallowed: of an earlier confirmation it stands, after the end it is noted. */
const charge = (
  command: AttemptOutcome,
  payment: Payment,
  type: 'PaymentAuthorized' | 'PaymentSucceeded',
): PaymentDecision => {
  if (!isOurs(command, payment)) return notOurs(command);
  const { amount, currency } = payment;
  const charged = { ...outcomeOf(command, payment), amount, currency };
  if (isCharged(payment)) return accept({ type: 'PaymentChargedLate', ...charged });
  const expected = payment.captureMethod === 'manual' ? 'PaymentAuthorized' : 'PaymentSucceeded';
  if (type !== expected)
    return refuse('outcome_not_expected', `The payment's capture is ${payment.captureMethod}; check the provider.`);
  return accept<PaymentEvent>({ type, ...charged }, ...withdrawn(command, payment));
};

export const authorize: Rule<'AuthorizePayment'> = (command, payment) => charge(command, payment, 'PaymentAuthorized');

export const succeed: Rule<'SucceedPayment'> = (command, payment) => charge(command, payment, 'PaymentSucceeded');

export const confirmReversal: Rule<'ConfirmReversal'> = ({ attemptId, now: at }, payment) => {
  const { paymentId, amount, currency } = payment;
  const late = lateChargeOf(payment, attemptId);
  if (!late) return refuse('late_charge_not_found', `The payment has no late charge ${attemptId}; check the provider.`);
  const { confirmationId } = late;
  return accept({ type: 'PaymentLateChargeReversed', paymentId, confirmationId, attemptId, amount, currency, at });
};

/**
 * Of an earlier confirmation it is no news: the payer has moved on. Paid by another charge meanwhile, nobody is to pay at
 * that challenge, nor is it to stay open for ever.
 */
export const requireAction: Rule<'RequireAction'> = (command, payment) => {
  if (!isOurs(command, payment)) return notOurs(command);
  if (!isCurrent(command, payment)) return accept();
  if (payment.charge) return accept(withdraw(command.attemptId, payment, command.now));
  return accept({
    type: 'PaymentActionRequired',
    ...outcomeOf(command, payment),
    nextAction: command.nextAction,
  });
};

/** One confirmation is used up; the last one ends the payment, and so does a cancel that waits for the challenge's end. */
export const decline: Rule<'DeclineAttempt'> = (command, payment) => {
  if (!isOurs(command, payment)) return notOurs(command);
  if (!isCurrent(command, payment)) return accept();
  const declined = { ...outcomeOf(command, payment), decline: command.decline };
  const attemptsLeft = payment.maxAttempts - payment.declined - 1;
  if (attemptsLeft <= 0) return accept({ type: 'PaymentFailed', ...declined });
  const attemptDeclined = { type: 'PaymentAttemptDeclined', ...declined, attemptsLeft } as const;
  const { paymentId, pendingOperation } = payment;
  if (!pendingOperation) return accept(attemptDeclined);
  const { operationId, reason } = pendingOperation;
  const at = command.now;
  return accept<PaymentEvent>(attemptDeclined, {
    type: 'PaymentCancelled',
    paymentId,
    operationId,
    reason,
    released: 0n,
    at,
  });
};
