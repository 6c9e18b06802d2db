import { accept, refuse } from '@counterfoil/event-sourcing/decider';
import type { ChargeAttemptEvent, Decline } from '../events.ts';
import { decisionInFlight, operationOf, refundable } from '../operations.ts';
import type { ChargeAttempt, Operation } from '../state.ts';
import type { ChargeAttemptDecision, Rule } from './rule.ts';

const inProgress = (): ChargeAttemptDecision =>
  refuse('operation_in_progress', 'A capture or void of this charge is under way; wait for its outcome.');

/** At most once, and beside no void. */
export const requestCapture: Rule<'RequestCapture'> = ({ operationId, amount, now }, attempt) => {
  if (decisionInFlight(attempt)) return inProgress();
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

const succeeded = ({ type, amount }: Operation, attempt: ChargeAttempt, named: Named): ChargeAttemptDecision => {
  const { currency } = attempt;
  switch (type) {
    case 'capture':
      return accept({ type: 'ChargeCaptured', ...named, amount, released: attempt.amount - amount, currency });
    case 'void':
      // Of a challenge that is called off nothing was held yet.
      return accept({
        ...{ type: 'ChargeVoided', ...named, currency },
        released: attempt.status === 'AUTHORIZED' ? attempt.amount : 0n,
      });
    case 'refund':
      return accept({ type: 'ChargeRefunded', ...named, amount, currency });
    default:
      return type satisfies never;
  }
};

const FAILURES = { capture: 'ChargeCaptureFailed', void: 'ChargeVoidFailed', refund: 'ChargeRefundFailed' } as const;

/** The provider was never reached: nothing was done, and trying again is sensible. */
const UNREACHABLE: Decline = {
  code: 'provider_unavailable',
  message: 'The payment provider could not be reached. Try again.',
  category: 'soft',
};

/** Of another call than the one whose outcome is UNKNOWN that says nothing. And a void is wanted until it is done. */
const unreached = ({ type, status }: Operation, reason: string, named: Named): ChargeAttemptDecision => {
  if (status === 'UNKNOWN') return accept();
  return type === 'void'
    ? accept({ type: 'ChargeOperationUnknown', ...named, evidence: `not sent: ${reason}` })
    : accept({ type: FAILURES[type], ...named, decline: UNREACHABLE });
};

export const recordOperation: Rule<'RecordOperation'> = ({ operationId, outcome, now }, attempt) => {
  const operation = operationOf(attempt, operationId);
  if (!operation) return notFound(operationId);
  const named = { attemptId: attempt.attemptId, operationId, at: now };
  switch (outcome.type) {
    case 'succeeded':
      return succeeded(operation, attempt, named);
    case 'declined': {
      const { code, message, category } = outcome;
      return accept({ type: FAILURES[operation.type], ...named, decline: { code, message, category } });
    }
    case 'failed_before_sending':
      return unreached(operation, outcome.reason, named);
    case 'unknown':
      return accept({ type: 'ChargeOperationUnknown', ...named, evidence: outcome.evidence });
    default:
      return outcome satisfies never;
  }
};
