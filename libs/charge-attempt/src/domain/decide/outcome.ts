import { accept } from '@counterfoil/event-sourcing/decider';
import type { Outcome, RecordOutcome } from '../commands.ts';
import type { ChargeAttemptEvent, Decline } from '../events.ts';
import { candidateAfter } from '../fallback.ts';
import { decisionInFlight } from '../operations.ts';
import { reviewOf } from '../reviews.ts';
import type { ChargeAttempt } from '../state.ts';
import type { AttemptFor, ChargeAttemptDecision, Rule } from './rule.ts';

type Attempt = AttemptFor<'RecordOutcome'>;

const isEnded = ({ status }: Attempt): boolean =>
  status === 'DECLINED' || status === 'FAILED' || status === 'CANCELLED';

/** A time-out is not a failure. While the payer is at a challenge it teaches nothing: the provider is asked again. */
const unknown = (
  { evidence, mismatch }: Extract<Outcome, { readonly type: 'unknown' }>,
  { attempt, at }: Told,
): ChargeAttemptDecision => {
  const { attemptId, status } = attempt;
  const events: ChargeAttemptEvent[] =
    status === 'PROCESSING' ? [{ type: 'ChargeAttemptUnknown', attemptId, evidence, at }] : [];
  if (mismatch && !reviewOf(attempt, null))
    events.push({ type: 'ChargeMismatchFound', attemptId, operationId: null, evidence, at });
  return accept(...events);
};

type Charged = Extract<Outcome, { readonly type: 'approved' | 'authorized' }>;

/** What the provider says of money that was to be held, or captured. */
const ASKED = { manual: 'authorized', automatic: 'approved' } as const;

/** A charge stands, whatever was thought of the attempt before: what becomes of it is the payment's to say. */
const charge = ({ type, providerReference }: Charged, told: Told): ChargeAttemptDecision => {
  const { attempt, at, resolvedBy } = told;
  const { attemptId, amount, currency, captureMethod } = attempt;
  const asked = ASKED[captureMethod];
  // Held money is not the merchant's, and what was captured is not to be captured again.
  if (type !== asked && !isEnded(attempt))
    return unknown({ type: 'unknown', evidence: `mismatch: ${type}, asked for ${asked}`, mismatch: true }, told);
  const charged = { attemptId, providerReference, amount, currency, at };
  const event = captureMethod === 'manual' ? 'ChargeAttemptAuthorized' : 'ChargeAttemptSucceeded';
  const follows = { type: event, ...charged, resolvedBy } as const;
  return isEnded(attempt)
    ? accept<ChargeAttemptEvent>({ type: 'ChargeAttemptContradicted', ...charged }, follows)
    : accept(follows);
};

/** The provider was never reached. Of another call than the one whose outcome is UNKNOWN that says nothing. */
const failed = (reason: string, { attempt, at, by, resolvedBy }: Told): ChargeAttemptDecision => {
  const { attemptId, status } = attempt;
  if (status === 'REQUIRES_ACTION' || (status === 'UNKNOWN' && by === 'call')) return accept();
  const nextProvider = candidateAfter(attempt);
  return accept({ type: 'ChargeAttemptFailed', attemptId, reason, nextProvider, resolvedBy, at });
};

/** Nothing was charged, the provider says, where an operator had decided that it was. */
const contradicts = ({ code, message }: Decline, { attempt, at }: Told): ChargeAttemptDecision => {
  const { attemptId } = attempt;
  if (reviewOf(attempt, null)) return accept();
  const evidence = `the provider says it was declined: ${code}, ${message}`;
  return accept({ type: 'ChargeDecisionContradicted', attemptId, operationId: null, evidence, at });
};

const declined = (decline: Decline, told: Told): ChargeAttemptDecision => {
  const { attempt, at, resolvedBy } = told;
  const { attemptId, status, currency } = attempt;
  if (status === 'AUTHORIZED' || status === 'SUCCEEDED') return contradicts(decline, told);
  const calledOff = decisionInFlight(attempt);
  // Whoever asks about a challenge may hear of our own void before the void itself is answered.
  if (calledOff && decline.code === 'cancelled')
    return accept({ type: 'ChargeVoided', attemptId, operationId: calledOff.operationId, released: 0n, currency, at });
  const nextProvider = decline.category === 'soft' ? candidateAfter(attempt) : null;
  return accept({ type: 'ChargeAttemptDeclined', attemptId, decline, nextProvider, resolvedBy, at });
};

/** After which there is nothing to void; an authorization is still the void's to release. */
const TOO_LATE = { ChargeAttemptSucceeded: true, ChargeAttemptDeclined: true } as const;

const DECIDED: Decline = {
  code: 'already_decided',
  message: 'The provider had decided before the challenge could be called off.',
  category: 'hard',
};

/** An outcome's circumstances; `resolvedBy` only when the attempt was UNKNOWN, or had ended. */
interface Told {
  readonly attempt: Attempt;
  readonly at: string;
  readonly by: RecordOutcome['by'];
  readonly resolvedBy: Exclude<RecordOutcome['by'], 'call'> | null;
}

const follow = (outcome: Outcome, told: Told): ChargeAttemptDecision => {
  const { attempt, at, resolvedBy } = told;
  const { attemptId } = attempt;
  switch (outcome.type) {
    case 'approved':
    case 'authorized':
      return charge(outcome, told);
    case 'action_required': {
      const { type: _, ...action } = outcome;
      return accept({ type: 'ChargeAttemptActionRequired', attemptId, ...action, resolvedBy, at });
    }
    case 'declined': {
      const { code, message, category } = outcome;
      return declined({ code, message, category }, told);
    }
    case 'failed_before_sending':
      return failed(outcome.reason, told);
    case 'unknown':
      return unknown(outcome, told);
    default:
      return outcome satisfies never;
  }
};

/** A challenge that was decided before it could be called off: its outcome stands, and the void has failed. */
export const andCallOff = (
  events: readonly ChargeAttemptEvent[],
  attempt: ChargeAttempt,
  at: string,
): ChargeAttemptDecision => {
  const calledOff = decisionInFlight(attempt);
  if (!calledOff || !events.some(({ type }) => type in TOO_LATE)) return accept(...events);
  const { attemptId } = attempt;
  const { operationId } = calledOff;
  return accept(...events, { type: 'ChargeVoidFailed', attemptId, operationId, decline: DECIDED, at });
};

export const recordOutcome: Rule<'RecordOutcome'> = ({ outcome, by, now }, attempt) => {
  const resolvedBy = (attempt.status === 'UNKNOWN' || isEnded(attempt)) && by !== 'call' ? by : null;
  const told = { attempt, at: now, by, resolvedBy };
  const decision = follow(outcome, told);
  return decision.accepted ? andCallOff(decision.events, attempt, now) : decision;
};
