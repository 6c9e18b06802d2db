import { deciderSpec } from '@counterfoil/testing';
import * as example from './charge-attempt.examples.ts';
import {
  actionRequired,
  authorized,
  cancelled,
  created,
  declined,
  failed,
  outcomes,
  processing,
  recordOutcome,
  succeeded,
  unknown,
} from './charge-attempt.examples.ts';
import { chargeAttemptDecider } from './decider.ts';
import { voided, voidRequested } from './operations.examples.ts';

const { given } = deciderSpec(chargeAttemptDecider);
const manual = created({ captureMethod: 'manual' });

describe('starting and sending', () => {
  it('happens once', () => {
    given().when(example.startAttempt()).then(created());
    given(created()).when(example.startAttempt()).thenNothing();
    given(created()).when(example.sendAttempt).then(processing);
    given(created(), processing).when(example.sendAttempt).thenNothing();
  });

  it('is refused for another attempt of the same id', () =>
    given(created())
      .when(example.startAttempt({ provider: 'beta' }))
      .thenRefused('attempt_already_exists'));

  it('is refused once there is an outcome', () =>
    given(created(), processing, declined).when(example.sendAttempt).thenRefused('attempt_not_sendable'));

  it('comes before any outcome', () =>
    given(created()).when(recordOutcome(outcomes.approved)).thenRefused('outcome_not_expected'));
});

describe('the outcome of a call', () => {
  it.each([
    ['approved', succeeded],
    ['action_required', actionRequired],
    ['declined', declined],
    ['failed_before_sending', failed],
    ['unknown', unknown],
  ] as const)('%s is recorded', (type, event) =>
    given(created(), processing).when(recordOutcome(outcomes[type])).then(event),
  );

  it.each([
    ['held, where it was to be captured', created(), outcomes.authorized],
    ['captured, where it was to be held', manual, outcomes.approved],
  ] as const)('that says money was %s, is no success but for an operator', (_, first, outcome) => {
    given(first, processing)
      .when(recordOutcome(outcome))
      .then({ type: 'ChargeAttemptUnknown' }, { type: 'ChargeMismatchFound' });
    given(first, processing, unknown)
      .when(recordOutcome(outcome, 'status_query'))
      .then({ type: 'ChargeMismatchFound' });
    given(first, processing, actionRequired)
      .when(recordOutcome(outcome, 'callback'))
      .then({ type: 'ChargeMismatchFound' });
  });

  it('that money is held is recorded where it was to be held', () =>
    given(manual, processing).when(recordOutcome(outcomes.authorized)).then(authorized));

  it('may follow the challenge', () => {
    given(created(), processing, actionRequired).when(recordOutcome(outcomes.approved, 'callback')).then({
      type: 'ChargeAttemptSucceeded',
      resolvedBy: null,
    });
    given(created(), processing, actionRequired).when(recordOutcome(outcomes.declined, 'callback')).then({
      type: 'ChargeAttemptDeclined',
    });
  });

  it.each(['unknown', 'failed_before_sending'] as const)('%s says nothing of a challenge', type =>
    given(created(), processing, actionRequired).when(recordOutcome(outcomes[type], 'status_query')).thenNothing(),
  );
});

describe('an attempt whose outcome is unknown', () => {
  const lost = [created(), processing, unknown] as const;

  it('says since when', () =>
    expect(given(created(), processing).when(recordOutcome(outcomes.unknown)).state).toMatchObject({
      status: 'UNKNOWN',
      unknownSince: example.now,
    }));

  it.each(['status_query', 'callback', 'operator'] as const)('is resolved by a %s', by => {
    const answer = given(...lost).when(recordOutcome(outcomes.approved, by));
    answer.then({ type: 'ChargeAttemptSucceeded', resolvedBy: by });
    expect(answer.state).toMatchObject({
      status: 'SUCCEEDED',
      unknownSince: example.now,
      resolution: { by, at: example.later },
    });
  });

  it('is resolved by the answer to a repeated call', () =>
    given(...lost)
      .when(recordOutcome(outcomes.declined))
      .then({ type: 'ChargeAttemptDeclined', resolvedBy: null }));

  it('stays unknown when a repeated call does not reach the provider', () =>
    given(...lost)
      .when(recordOutcome(outcomes.failed_before_sending))
      .thenNothing());

  it('stays unknown when nobody can say', () =>
    given(...lost)
      .when(recordOutcome(outcomes.unknown, 'status_query'))
      .thenNothing());

  it('cannot be cancelled', () =>
    given(...lost)
      .when(example.cancelAttempt)
      .thenRefused('attempt_not_cancellable'));
});

describe('an outcome after the end', () => {
  it.each([
    ['a repeat', [created(), processing, succeeded], outcomes.approved],
    ['a decline after success', [created(), processing, succeeded], outcomes.declined],
    ['a decline after an authorization', [manual, processing, authorized], outcomes.declined],
    ['a challenge after a decline', [created(), processing, declined], outcomes.action_required],
    ['unknown after a decline', [created(), processing, declined], outcomes.unknown],
    [
      'an authorization after its void',
      [manual, processing, authorized, voidRequested, voided(10_000n)],
      outcomes.authorized,
    ],
  ] as const)('never undoes it: %s', (_, events, outcome) =>
    given(...events)
      .when(recordOutcome(outcome, 'callback'))
      .thenNothing(),
  );

  it.each([
    ['DECLINED', [created(), processing, declined]],
    ['FAILED', [created(), processing, failed]],
    ['CANCELLED', [created(), cancelled]],
  ] as const)('that says money moved stands, and is noted once: %s', (_status, events) => {
    const answer = given(...events).when(recordOutcome(outcomes.approved, 'callback'));
    answer.then(
      { type: 'ChargeAttemptContradicted', providerReference: 'psp_1', amount: 10_000n },
      { type: 'ChargeAttemptSucceeded', resolvedBy: 'callback' },
    );
    expect(answer.state).toMatchObject({ status: 'SUCCEEDED', contradictedAt: example.later, nextProvider: null });
    const { resolvedBy: _, ...charged } = succeeded;
    given(...events, { ...charged, type: 'ChargeAttemptContradicted' }, succeeded)
      .when(recordOutcome(outcomes.approved, 'status_query'))
      .thenNothing();
  });
});
