import { accept } from '@counterfoil/event-sourcing/decider';
import type { Outcome, RecordOutcome } from '../commands.ts';
import type { Decline } from '../events.ts';
import { candidateAfter } from '../fallback.ts';
import { decisionInFlight } from '../operations.ts';
import type { AttemptFor, ChargeAttemptDecision, Rule } from './rule.ts';

type Attempt = AttemptFor<'RecordOutcome'>;

const isEnded = ({ status }: Attempt): boolean =>
  status === 'DECLINED' || status === 'FAILED' || status === 'CANCELLED';

/** The attempt knows what it had asked for; a provider's word for it ("approved") does not change that. */
const charge = (providerReference: string, { attempt, at, resolvedBy }: Told): ChargeAttemptDecision => {
  const { attemptId, amount, currency, captureMethod } = attempt;
  const charged = { attemptId, providerReference, amount, currency, at };
  if (isEnded(attempt)) return accept({ type: 'ChargeAttemptContradicted', ...charged });
  const type = captureMethod === 'manual' ? 'ChargeAttemptAuthorized' : 'ChargeAttemptSucceeded';
  return accept({ type, ...charged, resolvedBy });
};

/** The provider was never reached. Of another call than the one whose outcome is UNKNOWN that says nothing. */
const failed = (reason: string, { attempt, at, by, resolvedBy }: Told): ChargeAttemptDecision => {
  const { attemptId, status } = attempt;
  if (status === 'REQUIRES_ACTION' || (status === 'UNKNOWN' && by === 'call')) return accept();
  const nextProvider = candidateAfter(attempt);
  return accept({ type: 'ChargeAttemptFailed', attemptId, reason, nextProvider, resolvedBy, at });
};

/** A time-out is not a failure. While the payer is at a challenge it teaches nothing: the provider is asked again. */
const unknown = (evidence: string, { attempt, at }: Told): ChargeAttemptDecision => {
  const { attemptId, status } = attempt;
  return status === 'PROCESSING' ? accept({ type: 'ChargeAttemptUnknown', attemptId, evidence, at }) : accept();
};

/** After which there is nothing to void; an authorization is still the void's to release. */
const TOO_LATE = { ChargeAttemptSucceeded: true, ChargeAttemptDeclined: true } as const;

const DECIDED: Decline = {
  code: 'already_decided',
  message: 'The provider had decided before the challenge could be called off.',
  category: 'hard',
};

/** An outcome's circumstances; `resolvedBy` only when the attempt was UNKNOWN. */
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
      return charge(outcome.providerReference, told);
    case 'action_required': {
      const { type: _, ...action } = outcome;
      return accept({ type: 'ChargeAttemptActionRequired', attemptId, ...action, resolvedBy, at });
    }
    case 'declined': {
      const { code, message, category } = outcome;
      const decline = { code, message, category };
      const nextProvider = category === 'soft' ? candidateAfter(attempt) : null;
      return accept({ type: 'ChargeAttemptDeclined', attemptId, decline, nextProvider, resolvedBy, at });
    }
    case 'failed_before_sending':
      return failed(outcome.reason, told);
    case 'unknown':
      return unknown(outcome.evidence, told);
    default:
      return outcome satisfies never;
  }
};

/** A challenge that was decided before it could be called off: its outcome stands, and the void has failed. */
const orCallOff = (decision: ChargeAttemptDecision, { attempt, at }: Told): ChargeAttemptDecision => {
  const calledOff = decisionInFlight(attempt);
  if (!calledOff || !decision.accepted || !decision.events.some(({ type }) => type in TOO_LATE)) return decision;
  const { attemptId } = attempt;
  const { operationId } = calledOff;
  return accept(...decision.events, { type: 'ChargeVoidFailed', attemptId, operationId, decline: DECIDED, at });
};

export const recordOutcome: Rule<'RecordOutcome'> = ({ outcome, by, now }, attempt) => {
  const resolvedBy = attempt.status === 'UNKNOWN' && by !== 'call' ? by : null;
  const told = { attempt, at: now, by, resolvedBy };
  return orCallOff(follow(outcome, told), told);
};
