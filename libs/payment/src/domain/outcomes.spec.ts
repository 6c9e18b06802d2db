import { deciderSpec } from '@counterfoil/testing';
import { paymentDecider } from './decider.ts';
import type { PaymentEvent } from './events.ts';
import * as example from './payment.examples.ts';
import {
  actionRequired,
  authorizePayment,
  confirmed,
  created,
  declineAttempt,
  declined,
  failed,
  requireAction,
  succeedPayment,
  succeeded,
} from './payment.examples.ts';

const { given } = deciderSpec(paymentDecider);
const manual = created({ captureMethod: 'manual' });

describe('an outcome', () => {
  it('succeeds a payment with automatic capture', () => {
    const answer = given(created(), confirmed()).when(succeedPayment());
    answer.then(succeeded());
    expect(answer.state).toMatchObject({ status: 'SUCCEEDED', amountCaptured: 10_000n, amountCapturable: 0n });
  });

  it('authorizes a payment with manual capture', () => {
    const answer = given(manual, confirmed()).when(authorizePayment());
    answer.then(example.authorized());
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', amountCaptured: 0n, amountCapturable: 10_000n });
  });

  it('sends the payer to a challenge, and comes after it', () => {
    const answer = given(created(), confirmed()).when(requireAction());
    answer.then(actionRequired());
    expect(answer.state).toMatchObject({ status: 'REQUIRES_ACTION', nextAction: example.challenge });
    const after = given(created(), confirmed(), actionRequired()).when(succeedPayment());
    expect(after.state).toMatchObject({ status: 'SUCCEEDED', nextAction: null });
  });

  it('shows the challenge of the next provider in place of the last', () =>
    given(created(), confirmed(), actionRequired())
      .when(requireAction(1, 'https://other.example/3ds'))
      .then({ type: 'PaymentActionRequired' }));

  it('leaves the payer another try after a decline', () => {
    const answer = given(created(), confirmed()).when(declineAttempt());
    answer.then(declined());
    expect(answer.state).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', attemptsLeft: 2, decline: example.hard });
  });

  it('fails the payment with the decline of its last attempt', () => {
    const twice = [created(), confirmed(1), declined(1), confirmed(2), declined(2)];
    const answer = given(...twice, confirmed(3)).when(declineAttempt(3));
    answer.then(failed(3));
    expect(answer.state).toMatchObject({ status: 'FAILED', attemptsLeft: 0, decline: example.hard });
  });

  it('that does not fit the capture method is refused', () => {
    given(created(), confirmed()).when(authorizePayment()).thenRefused('outcome_not_expected');
    given(manual, confirmed()).when(succeedPayment()).thenRefused('outcome_not_expected');
  });

  it.each([requireAction(9), authorizePayment(9), succeedPayment(9), declineAttempt(9)])(
    'of a confirmation that was never given is refused: $type',
    command => {
      given(created()).when(command).thenRefused('outcome_not_expected');
      given(created(), confirmed()).when(command).thenRefused('outcome_not_expected');
    },
  );
});

describe('an outcome that comes again or late', () => {
  const withdrawn = example.challengeWithdrawn();
  const second: readonly PaymentEvent[] = [created(), confirmed(1), declined(1), confirmed(2)];

  it.each([
    ['success', [created(), confirmed(), succeeded()], succeedPayment()],
    ['authorization', [manual, confirmed(), example.authorized()], authorizePayment()],
    ['decline', [created(), confirmed(), declined()], declineAttempt()],
    ['action', [created(), confirmed(), actionRequired()], requireAction()],
    ['last decline', [created({ maxAttempts: 1 }), confirmed(), failed(1)], declineAttempt()],
    ['decline after the success', [created(), confirmed(), succeeded()], declineAttempt()],
    ['action after the success', [created(), confirmed(), succeeded()], requireAction()],
    ['decline of an earlier confirmation', second, declineAttempt(1)],
    ['action of an earlier confirmation', second, requireAction(1)],
    ['decline after the cancelling', [created(), confirmed(), actionRequired(), example.cancelled()], declineAttempt()],
  ] as const)('changes nothing: %s', (_, events, command) =>
    given(...(events as readonly PaymentEvent[]))
      .when(command)
      .thenNothing(),
  );

  it('succeeds a payment that still waits for another method', () =>
    given(created(), confirmed(1), declined(1)).when(succeedPayment(1)).then(succeeded(1)));

  it('succeeds a payment whose payer is at the next challenge, which is called off', () => {
    const answer = given(...second, actionRequired(2)).when(succeedPayment(1));
    answer.then(succeeded(1), { type: 'PaymentChallengeWithdrawn', attemptId: 'ch_2' });
    given(...second, actionRequired(2), succeeded(1), withdrawn)
      .when({ ...example.confirmVoid('ch_2'), operationId: withdrawn.operationId })
      .thenNothing();
  });

  it.each([
    ['at once', []],
    ['after the charge was captured', [example.captureRequested(10_000n), example.captured(10_000n)]],
    ['after the charge was voided', [example.cancelRequested(), { ...example.cancelled(), released: 10_000n }]],
  ] as const)(
    'calls off the challenge of another attempt that was under way when the payment was paid: %s',
    (_, then) => {
      const paid = [manual, ...second.slice(1), example.authorized(1), ...then] as const;
      const answer = given(...paid).when(requireAction(2));
      answer.then({ type: 'PaymentChallengeWithdrawn', attemptId: 'ch_2' });
      const before = given(...paid).when(example.createPayment({ captureMethod: 'manual' })).state;
      expect(answer.state).toMatchObject({ status: before.status, nextAction: null, challengedAttemptId: null });
      given(...paid, withdrawn)
        .when(requireAction(2, 'https://psp.example/3ds/again'))
        .thenNothing();
    },
  );

  it('succeeds a payment whose next confirmation is in flight', () =>
    given(...second)
      .when(succeedPayment(1))
      .then(succeeded(1)));

  it.each([
    ['charged already', [...second, succeeded(1)], 2],
    ['cancelled', [created(), confirmed(), actionRequired(), example.cancelled()], 1],
    ['failed', [created({ maxAttempts: 1 }), confirmed(), failed(1)], 1],
  ] as const)('is noted when the payment is %s, and moves nothing', (_, events, attempt) => {
    const answer = given(...events).when(succeedPayment(attempt));
    answer.then({ type: 'PaymentChargedLate', attemptId: `ch_${attempt}`, amount: 10_000n });
    const before = given(...events).when(example.createPayment()).state;
    expect(answer.state).toMatchObject({ status: before.status, lateCharges: [{ attemptId: `ch_${attempt}` }] });
  });

  it('is noted once', () => {
    const note: PaymentEvent = { ...succeeded(2), type: 'PaymentChargedLate' };
    given(...second, succeeded(1), note)
      .when(succeedPayment(2))
      .thenNothing();
  });
});
