import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { DecideByOperator } from '../commands.ts';
import type { ChargeAttemptEvent, Decline } from '../events.ts';
import { operationOf } from '../operations.ts';
import { operatorDecisionOf, reviewOf } from '../reviews.ts';
import type { ChargeAttempt } from '../state.ts';
import { operationEnded } from './operation.ts';
import { andCallOff } from './outcome.ts';
import type { AttemptFor, ChargeAttemptDecision, Rule } from './rule.ts';

const notResolvable = (why: string): ChargeAttemptDecision => refuse('charge_not_resolvable', why);

/** No other provider is tried: an operator who errs must not have the payer charged twice. The payer may try again. */
const NOT_CHARGED: Decline = {
  code: 'not_charged',
  message: 'The payment did not go through, and nothing was charged. Try again.',
  category: 'soft',
};

const NOT_DONE: Decline = {
  code: 'not_done',
  message: 'The provider has not done it. Try again.',
  category: 'soft',
};

const decided = ({ operationId, outcome, reason, actor, now: at }: DecideByOperator, { attemptId }: ChargeAttempt) =>
  ({ type: 'ChargeDecidedByOperator', attemptId, operationId, outcome, reason, actor, at }) as const;

/** What was decided before, and the provider denies: to say it again ends the matter, and moves nothing. */
const confirm = (command: DecideByOperator, attempt: ChargeAttempt): ChargeAttemptDecision => {
  const before = operatorDecisionOf(attempt, command.operationId);
  if (!before || !reviewOf(attempt, command.operationId))
    return notResolvable('Its outcome is known: there is nothing to resolve.');
  return before.outcome === command.outcome
    ? accept(decided(command, attempt))
    : notResolvable(`An operator has decided ${before.outcome}; that stays. Say it again to confirm it.`);
};

const ofOperation = (command: DecideByOperator, attempt: ChargeAttempt, operationId: string): ChargeAttemptDecision => {
  const operation = operationOf(attempt, operationId);
  if (!operation) return refuse('operation_not_found', `There is no operation ${operationId} on this charge.`);
  if (command.outcome === 'authorized')
    return notResolvable(`A ${operation.type} has succeeded or was declined; it is not authorized.`);
  const decision = decided(command, attempt);
  const ended = (decline: Decline | null): ChargeAttemptDecision =>
    accept<ChargeAttemptEvent>(decision, operationEnded(operation, attempt, { decline, at: command.now }));
  if (operation.status === 'UNKNOWN') return ended(command.outcome === 'declined' ? NOT_DONE : null);
  // The provider would not give it back: an operator has done it in another way.
  if (reviewOf(attempt, operationId)?.reason === 'reversal_failed')
    return command.outcome === 'succeeded'
      ? ended(null)
      : notResolvable('Its money is still to be given back: do that, and say succeeded.');
  return confirm(command, attempt);
};

/** What an attempt has come to; `providerReference` null: nothing was charged. */
const attemptEnded = (
  { attemptId, amount, currency, captureMethod }: ChargeAttempt,
  providerReference: string | null,
  at: string,
): ChargeAttemptEvent => {
  const told = { attemptId, resolvedBy: 'operator', at } as const;
  if (providerReference === null)
    return { type: 'ChargeAttemptDeclined', ...told, decline: NOT_CHARGED, nextProvider: null };
  const type = captureMethod === 'manual' ? 'ChargeAttemptAuthorized' : 'ChargeAttemptSucceeded';
  return { type, ...told, providerReference, amount, currency };
};

const ofAttempt = (command: DecideByOperator, attempt: AttemptFor<'DecideByOperator'>): ChargeAttemptDecision => {
  const { status, captureMethod } = attempt;
  const { outcome, now } = command;
  if (status !== 'UNKNOWN' && (status !== 'REQUIRES_ACTION' || !reviewOf(attempt, null)))
    return confirm(command, attempt);
  const follows = (providerReference: string | null): ChargeAttemptDecision =>
    andCallOff([decided(command, attempt), attemptEnded(attempt, providerReference, now)], attempt, now);
  if (outcome === 'declined') return follows(null);
  if (outcome !== (captureMethod === 'manual' ? 'authorized' : 'succeeded'))
    return notResolvable(
      `Its capture is ${captureMethod}: say ${captureMethod === 'manual' ? 'authorized' : 'succeeded'}, or declined.`,
    );
  // Where nobody knows the provider's own name of the charge, it is found there by the reference that we gave it.
  return follows(attempt.providerReference ?? command.providerReference ?? attempt.attemptId);
};

/** Decides like a provider's word what the provider does not tell, and who said so is kept. */
export const decideByOperator: Rule<'DecideByOperator'> = (command, attempt) =>
  command.operationId === null ? ofAttempt(command, attempt) : ofOperation(command, attempt, command.operationId);
