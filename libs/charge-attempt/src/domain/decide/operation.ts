import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptEvent, Decline } from '../events.ts';
import { decisionInFlight, isInFlight, isReversed, operationOf, refundable } from '../operations.ts';
import { reviewOf } from '../reviews.ts';
import type { ChargeAttempt, Operation } from '../state.ts';
import type { ChargeAttemptDecision, Rule } from './rule.ts';

const inProgress = (): ChargeAttemptDecision =>
  refuse('operation_in_progress', 'A capture or void of this charge is under way; wait for its outcome.');

const GOES_BACK = 'The charge goes back to the payer: its payment cannot take it.';

/** At most once, beside no void, and not of what is given back. */
export const requestCapture: Rule<'RequestCapture'> = ({ operationId, amount, now }, attempt) => {
  if (decisionInFlight(attempt)) return inProgress();
  if (isReversed(attempt)) return refuse('attempt_not_capturable', GOES_BACK);
  if (amount > attempt.amount)
    return refuse('amount_exceeds_capturable', `${amount} is more than the ${attempt.amount} that was authorized.`);
  return accept({ type: 'ChargeCaptureRequested', attemptId: attempt.attemptId, operationId, amount, at: now });
};

const CAPTURED: Decline = {
  code: 'already_captured',
  message: 'The charge has gone through; refund it instead.',
  category: 'hard',
};

const ELSEWHERE: Decline = {
  code: 'already_declined',
  message: 'The provider has declined, and another one is being tried.',
  category: 'hard',
};

/** What is over needs no provider: whoever asked is answered at once, so that nobody waits for ever. */
export const requestVoid: Rule<'RequestVoid'> = ({ operationId, reason, now }, attempt) => {
  const { attemptId, status, currency } = attempt;
  const named = { attemptId, operationId, at: now };
  const requested = { type: 'ChargeVoidRequested', ...named, reason } as const;
  if (status === 'SUCCEEDED')
    return accept<ChargeAttemptEvent>(requested, { type: 'ChargeVoidFailed', ...named, decline: CAPTURED });
  // To say "voided" would end the payment while another provider may charge for it.
  if (attempt.nextProvider !== null)
    return accept<ChargeAttemptEvent>(requested, { type: 'ChargeVoidFailed', ...named, decline: ELSEWHERE });
  if (status !== 'AUTHORIZED' && status !== 'REQUIRES_ACTION')
    return accept<ChargeAttemptEvent>(requested, { type: 'ChargeVoided', ...named, released: 0n, currency });
  return decisionInFlight(attempt) ? inProgress() : accept(requested);
};

/** Any number, together with those in flight at most what was captured. */
export const requestRefund: Rule<'RequestRefund'> = ({ operationId, amount, now }, attempt) => {
  if (isReversed(attempt)) return refuse('attempt_not_refundable', GOES_BACK);
  const left = refundable(attempt);
  if (amount > left) return refuse('amount_exceeds_refundable', `${amount} is more than the ${left} that is left.`);
  return accept({ type: 'ChargeRefundRequested', attemptId: attempt.attemptId, operationId, amount, at: now });
};

const notFound = (operationId: string): ChargeAttemptDecision =>
  refuse('operation_not_found', `There is no operation ${operationId} on this charge; request it first.`);

export const sendOperation: Rule<'SendOperation'> = ({ operationId, now }, attempt) => {
  if (!operationOf(attempt, operationId)) return notFound(operationId);
  return accept({ type: 'ChargeOperationSent', attemptId: attempt.attemptId, operationId, at: now });
};

interface Named {
  readonly attemptId: string;
  readonly operationId: string;
  readonly at: string;
}

const succeeded = (
  { type, amount, isReversal }: Operation,
  attempt: ChargeAttempt,
  named: Named,
): ChargeAttemptEvent => {
  const { currency } = attempt;
  if (isReversal) return { type: 'ChargeReversed', ...named, amount, currency };
  switch (type) {
    case 'capture':
      return { type: 'ChargeCaptured', ...named, amount, released: attempt.amount - amount, currency };
    case 'void':
      // Of a challenge that is called off nothing was held yet.
      return {
        ...{ type: 'ChargeVoided', ...named, currency },
        released: attempt.status === 'AUTHORIZED' ? attempt.amount : 0n,
      };
    case 'refund':
      return { type: 'ChargeRefunded', ...named, amount, currency };
    default:
      return type satisfies never;
  }
};

const FAILURES = { capture: 'ChargeCaptureFailed', void: 'ChargeVoidFailed', refund: 'ChargeRefundFailed' } as const;

const failed = ({ type, isReversal }: Operation, decline: Decline, named: Named): ChargeAttemptEvent => ({
  type: isReversal ? 'ChargeReversalFailed' : FAILURES[type],
  ...named,
  decline,
});

/** What an operation has come to, by whoever's word. */
export const operationEnded = (
  operation: Operation,
  attempt: ChargeAttempt,
  { decline, at }: { readonly decline: Decline | null; readonly at: string },
): ChargeAttemptEvent => {
  const named = { attemptId: attempt.attemptId, operationId: operation.operationId, at };
  return decline === null ? succeeded(operation, attempt, named) : failed(operation, decline, named);
};

/** The provider was never reached: nothing was done, and trying again is sensible. */
const UNREACHABLE: Decline = {
  code: 'provider_unavailable',
  message: 'The payment provider could not be reached. Try again.',
  category: 'soft',
};

/** Of another call than the one whose outcome is UNKNOWN that says nothing. And what gives money back is wanted until it is done. */
const unreached = (operation: Operation, reason: string, named: Named): ChargeAttemptDecision => {
  if (operation.status === 'UNKNOWN') return accept();
  return operation.type === 'void' || operation.isReversal
    ? accept({ type: 'ChargeOperationUnknown', ...named, evidence: `not sent: ${reason}` })
    : accept(failed(operation, UNREACHABLE, named));
};

const unknown = (
  { operationId, status }: Operation,
  attempt: ChargeAttempt,
  { evidence, mismatch, at }: { readonly evidence: string; readonly mismatch: boolean; readonly at: string },
): ChargeAttemptDecision => {
  const named = { attemptId: attempt.attemptId, operationId, at };
  const events: ChargeAttemptEvent[] =
    status === 'UNKNOWN' ? [] : [{ type: 'ChargeOperationUnknown', ...named, evidence }];
  if (mismatch && !reviewOf(attempt, operationId)) events.push({ type: 'ChargeMismatchFound', ...named, evidence });
  return accept(...events);
};

/** The provider says the opposite of what an operator had decided. */
const contradicts = ({ operationId, status }: Operation, attempt: ChargeAttempt, at: string): ChargeAttemptDecision => {
  if (reviewOf(attempt, operationId)) return accept();
  const evidence = `the provider says it was ${status === 'FAILED' ? 'done' : 'refused'}`;
  return accept({ type: 'ChargeDecisionContradicted', attemptId: attempt.attemptId, operationId, evidence, at });
};

/** Of what is not held, nor was captured, there is nothing left to release: that is what the void was for. */
const isReleased = ({ type }: Operation, { status }: ChargeAttempt, code: string): boolean =>
  type === 'void' && status === 'AUTHORIZED' && code === 'not_authorized';

export const recordOperation: Rule<'RecordOperation'> = ({ operationId, outcome, now }, attempt) => {
  const operation = operationOf(attempt, operationId);
  if (!operation) return notFound(operationId);
  const named = { attemptId: attempt.attemptId, operationId, at: now };
  if (!isInFlight(operation)) return contradicts(operation, attempt, now);
  switch (outcome.type) {
    case 'succeeded':
      return accept(succeeded(operation, attempt, named));
    case 'declined': {
      const { code, message, category } = outcome;
      return accept(
        isReleased(operation, attempt, code)
          ? succeeded(operation, attempt, named)
          : failed(operation, { code, message, category }, named),
      );
    }
    case 'failed_before_sending':
      return unreached(operation, outcome.reason, named);
    case 'unknown':
      return unknown(operation, attempt, { ...outcome, at: now });
    default:
      return outcome satisfies never;
  }
};
