import { deciderSpec } from '@counterfoil/testing';
import * as example from './charge-attempt.examples.ts';
import {
  actionRequired,
  authorized,
  created,
  later,
  mismatch,
  now,
  outcomes,
  processing,
  recordOutcome,
  succeeded,
  unknown,
} from './charge-attempt.examples.ts';
import { chargeAttemptDecider } from './decider.ts';
import type { ChargeAttemptEvent } from './events.ts';
import * as operations from './operations.examples.ts';
import { decideByOperator, operationOutcomes, operationUnknown, recordOperation } from './operations.examples.ts';

const { given } = deciderSpec(chargeAttemptDecider);
const manual = created({ captureMethod: 'manual' });
const lost = [created(), processing, unknown] as const;
const found = { type: 'ChargeMismatchFound', operationId: null, evidence: mismatch.evidence } as const;
const atChallenge = [created(), processing, actionRequired] as const;
const flagged: ChargeAttemptEvent = { ...found, attemptId: 'ch_1', at: now };

describe('an answer about something else than what was asked', () => {
  it('is never success: the outcome is unknown, and an operator has to look', () => {
    const answer = given(created(), processing).when(recordOutcome(mismatch));
    answer.then({ type: 'ChargeAttemptUnknown' }, found);
    expect(answer.state).toMatchObject({ status: 'UNKNOWN', reviews: [{ operationId: null, reason: 'mismatch' }] });
  });

  it('is noted once, also when it is first seen while the outcome is unknown, or at a challenge', () => {
    for (const events of [lost, atChallenge]) {
      const answer = given(...events).when(recordOutcome(mismatch, 'status_query'));
      answer.then(found);
      given(...events, flagged)
        .when(recordOutcome(mismatch, 'status_query'))
        .thenNothing();
    }
    expect(given(...lost, flagged).when(recordOutcome(mismatch)).state).toMatchObject({ unknownSince: now });
  });

  it('needs no look any more once the provider has said it right', () => {
    const { state } = given(...lost, flagged).when(recordOutcome(outcomes.approved, 'status_query'));
    expect(state).toMatchObject({ status: 'SUCCEEDED', reviews: [] });
  });

  it('needs no look any more once the charge is called off', () => {
    const calledOff = given(...atChallenge, flagged, operations.voidRequested, operations.sent('void_1'));
    const { state } = calledOff.when(recordOperation('void_1', operationOutcomes.succeeded));
    expect(state).toMatchObject({ status: 'CANCELLED', reviews: [] });
  });

  it('about an operation is its own, and ends with it', () => {
    const refunding = [created(), processing, succeeded, operations.refundRequested('re_1', 500n)] as const;
    const answer = given(...refunding, operations.sent('re_1')).when(recordOperation('re_1', mismatch));
    answer.then({ type: 'ChargeOperationUnknown' }, { type: 'ChargeMismatchFound', operationId: 're_1' });
    const seen: ChargeAttemptEvent = { ...flagged, operationId: 're_1' };
    const after = given(...refunding, operationUnknown('re_1'), seen);
    after.when(recordOperation('re_1', mismatch)).thenNothing();
    expect(after.when(recordOperation('re_1', operationOutcomes.succeeded)).state).toMatchObject({ reviews: [] });
  });
});

describe('an operator', () => {
  const decision = { type: 'ChargeDecidedByOperator', actor: 'key_1', operationId: null } as const;
  const denied = { type: 'ChargeDecisionContradicted', operationId: null } as const;

  it.each([
    ['succeeded', lost, 'ChargeAttemptSucceeded'],
    ['authorized', [manual, processing, unknown], 'ChargeAttemptAuthorized'],
    ['declined', lost, 'ChargeAttemptDeclined'],
    ['declined', [...atChallenge, flagged], 'ChargeAttemptDeclined'],
  ] as const)('decides like the provider, with a reason: %s', (outcome, events, type) => {
    const answer = given(...events).when(decideByOperator(outcome));
    answer.then(
      { ...decision, outcome, reason: expect.any(String) as unknown as string },
      { type, resolvedBy: 'operator' },
    );
    expect(answer.state).toMatchObject({ resolution: { by: 'operator', at: now }, reviews: [], nextProvider: null });
  });

  it('who says declined sends the payer to no other provider', () =>
    given(created({ routing: { ...created().routing, candidates: ['alpha', 'beta'] } }), processing, unknown)
      .when(decideByOperator('declined'))
      .then(decision, { type: 'ChargeAttemptDeclined', nextProvider: null }));

  it('ends a challenge that is being called off too', () =>
    given(...atChallenge, flagged, operations.voidRequested)
      .when(decideByOperator('succeeded'))
      .then(decision, { type: 'ChargeAttemptSucceeded' }, { type: 'ChargeVoidFailed', operationId: 'void_1' }));

  it('names the charge as the provider does, or by the reference that we gave it', () => {
    const unnamed = decideByOperator('succeeded', null, { providerReference: null });
    given(...lost)
      .when(unnamed)
      .then(decision, { type: 'ChargeAttemptSucceeded', providerReference: 'ch_1' });
    given(...atChallenge, flagged)
      .when(unnamed)
      .then(decision, { type: 'ChargeAttemptSucceeded', providerReference: 'psp_1' });
  });

  it.each([
    ['what is known', [created(), processing, succeeded], 'succeeded'],
    ['what is on its way', [created(), processing], 'declined'],
    ['a challenge that nobody doubts', atChallenge, 'declined'],
    ['a capture that was not asked for', [manual, processing, unknown], 'succeeded'],
    ['an authorization of what is captured at once', lost, 'authorized'],
  ] as const)('does not decide %s', (_what, events, outcome) =>
    given(...events)
      .when(decideByOperator(outcome))
      .thenRefused('charge_not_resolvable'),
  );

  it('is the only one: the same word again changes nothing, another one is refused', () => {
    const first = given(...lost).when(decideByOperator('declined'));
    const events = [...lost, { ...decideEvent('declined') }, { ...example.declined, resolvedBy: 'operator' }] as const;
    expect(first.state).toMatchObject({ status: 'DECLINED' });
    given(...events)
      .when(decideByOperator('declined', null, { reason: 'another', actor: 'key_2' }))
      .thenNothing();
    given(...events)
      .when(decideByOperator('succeeded'))
      .thenRefused('charge_not_resolvable');
  });

  it('who was wrong to say that nothing was charged is corrected by the provider', () =>
    given(...lost, decideEvent('declined'), { ...example.declined, resolvedBy: 'operator' })
      .when(recordOutcome(outcomes.approved, 'callback'))
      .then({ type: 'ChargeAttemptContradicted' }, { type: 'ChargeAttemptSucceeded', resolvedBy: 'callback' }));

  it('whom the provider denies looks again, and may confirm', () => {
    const events = [...lost, decideEvent('succeeded'), { ...succeeded, resolvedBy: 'operator' }] as const;
    const answer = given(...events).when(recordOutcome(outcomes.declined, 'callback'));
    answer.then(denied);
    expect(answer.state).toMatchObject({ status: 'SUCCEEDED', reviews: [{ reason: 'contradicted' }] });
    const contradicted: ChargeAttemptEvent = { ...denied, attemptId: 'ch_1', evidence: 'declined', at: later };
    const after = given(...events, contradicted);
    after.when(recordOutcome(outcomes.declined, 'callback')).thenNothing();
    after.when(decideByOperator('declined')).thenRefused('charge_not_resolvable');
    const confirmed = after.when(decideByOperator('succeeded'));
    confirmed.then(decision);
    expect(confirmed.state).toMatchObject({ status: 'SUCCEEDED', reviews: [], decisions: [{}, {}] });
  });

  const decideEvent = (outcome: 'succeeded' | 'declined', operationId: string | null = null): ChargeAttemptEvent => ({
    ...{ type: 'ChargeDecidedByOperator', attemptId: 'ch_1', operationId, outcome },
    ...{ reason: 'seen', actor: 'key_1', at: now },
  });

  const held = [manual, processing, authorized] as const;
  const taken = [created(), processing, succeeded] as const;
  it.each([
    ['capture_1', [...held, operations.captureRequested(4_000n)], 'ChargeCaptured', 'ChargeCaptureFailed'],
    ['void_1', [...held, operations.voidRequested], 'ChargeVoided', 'ChargeVoidFailed'],
    ['re_1', [...taken, operations.refundRequested('re_1', 500n)], 'ChargeRefunded', 'ChargeRefundFailed'],
  ] as const)('decides an operation that is unknown: %s', (id, events, done, refused) => {
    const open = given(...events, operations.sent(id), operationUnknown(id));
    open
      .when(decideByOperator('succeeded', id))
      .then({ ...decision, operationId: id }, { type: done, operationId: id });
    open.when(decideByOperator('declined', id)).then({ ...decision, operationId: id }, { type: refused });
    open.when(decideByOperator('authorized', id)).thenRefused('charge_not_resolvable');
    open.when(decideByOperator('declined', 'none')).thenRefused('operation_not_found');
    given(...events, operations.sent(id))
      .when(decideByOperator('declined', id))
      .thenRefused('charge_not_resolvable');
  });

  it('whom the provider denies about an operation looks again', () => {
    const events = [...taken, operations.refundRequested('re_1', 500n), operationUnknown('re_1')] as const;
    const answer = given(...events, decideEvent('declined', 're_1'), operations.refundFailed).when(
      recordOperation('re_1', operationOutcomes.succeeded),
    );
    answer.then({ ...denied, operationId: 're_1' });
    expect(answer.state).toMatchObject({ reviews: [{ operationId: 're_1', reason: 'contradicted' }] });
  });
});
