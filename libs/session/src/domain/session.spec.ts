import { deciderSpec } from '@counterfoil/testing';
import { sessionDecider } from './decider.ts';
import type { SessionEvent } from './events.ts';
import * as example from './session.examples.ts';
import {
  actionRequired,
  cancelled,
  completed,
  confirmed,
  confirmSession,
  created,
  declined,
  endFailed,
  endRequested,
  expired,
  failed,
} from './session.examples.ts';

const { given } = deciderSpec(sessionDecider);

const over: readonly (readonly [string, readonly SessionEvent[]])[] = [
  ['COMPLETED', [created(), confirmed(), completed]],
  ['FAILED', [created(), confirmed(), failed]],
  ['CANCELLED', [created(), confirmed(), declined(), cancelled]],
  ['EXPIRED', [created(), confirmed(), declined(), expired]],
];

describe('creating a checkout session', () => {
  it('keeps what the merchant said, once', () => {
    given().when(example.createSession()).then(created());
    given(created()).when(example.createSession()).thenNothing();
  });

  it('refuses another one of the same id', () =>
    given(created())
      .when(example.createSession({ amount: 1n }))
      .thenRefused('session_already_exists'));
});

describe('confirming a checkout session', () => {
  it('takes what the payer gave', () => {
    const answer = given(created()).when(confirmSession());
    answer.then(confirmed());
    expect(answer.state).toMatchObject({
      status: 'PROCESSING',
      awaits: 'outcome',
      payer: { name: 'Ada' },
      customFieldValues: { size: 'L' },
    });
  });

  it.each([
    ['in flight (a double click)', [created(), confirmed()]],
    ['at a challenge', [created(), confirmed(), actionRequired()]],
    ['declined (a reload)', [created(), confirmed(), declined()]],
    ...over,
  ] as const)('does nothing for the same request when it is %s', (_, events) =>
    given(...events)
      .when({ ...confirmSession(), confirmationId: 'another request' })
      .thenNothing(),
  );

  it('takes another payment method after a decline', () => {
    const answer = given(created(), confirmed(1), declined(1)).when(confirmSession(2));
    answer.then(confirmed(2));
    expect(answer.state).toMatchObject({ awaits: 'outcome', attemptsLeft: 2 });
  });

  it('takes the first payment method again after another one was declined', () =>
    given(created(), confirmed(1), declined(1), confirmed(2), declined(2))
      .when(confirmSession(1))
      .then({ type: 'CheckoutSessionConfirmed', attempt: 3 }));

  it.each([
    ['in flight', [created(), confirmed()]],
    ['at a challenge', [created(), confirmed(), actionRequired()]],
    ...over.filter(([status]) => status !== 'FAILED'),
  ] as const)('refuses another request while or when it is %s', (_, events) =>
    given(...events)
      .when(confirmSession(2))
      .thenRefused('session_not_confirmable'),
  );

  it('says that the attempts are used up', () =>
    given(created(), confirmed(), failed).when(confirmSession(2)).thenRefused('attempts_exhausted'));

  it('is possible until the session expires', () => {
    given(created()).when(confirmSession(1, '2026-11-21T10:29:59.999Z')).then({ type: 'CheckoutSessionConfirmed' });
    given(created()).when(confirmSession(1, example.expiresAt)).thenRefused('session_not_confirmable');
  });
});

describe('the outcome of a confirmation', () => {
  it('leaves the session open after a decline', () => {
    const answer = given(created(), confirmed()).when(example.recordDecline);
    answer.then(declined());
    expect(answer.state).toMatchObject({ status: 'PROCESSING', awaits: 'payment_method', attemptsLeft: 2 });
  });

  it('may wait for the payer', () => {
    const answer = given(created(), confirmed()).when(example.recordActionRequired);
    answer.then(actionRequired());
    expect(answer.state).toMatchObject({ status: 'PROCESSING', awaits: 'action' });
  });

  it.each([
    ['in flight', [created(), confirmed()]],
    ['at a challenge', [created(), confirmed(), actionRequired()]],
    ['declined, as it seemed', [created(), confirmed(), declined()]],
  ] as const)('completes the session that is %s', (_, events) =>
    given(...events)
      .when(example.completeSession)
      .then(completed),
  );

  it('fails the session when the attempts are used up', () => {
    const answer = given(created(), confirmed()).when(example.failSession);
    answer.then(failed);
    expect(answer.state).toMatchObject({ status: 'FAILED', attemptsLeft: 0 });
  });

  it.each([
    ['decline', [created(), confirmed(), declined()], example.recordDecline],
    ['challenge', [created(), confirmed(), actionRequired()], example.recordActionRequired],
    ['challenge after the decline', [created(), confirmed(), declined()], example.recordActionRequired],
    ['success', [created(), confirmed(), completed], example.completeSession],
    ['failure', [created(), confirmed(), failed], example.failSession],
    ['decline after the end', [created(), confirmed(), declined(), expired], example.recordDecline],
  ] as const)('is taken once: %s', (_, events, command) =>
    given(...events)
      .when(command)
      .thenNothing(),
  );

  it('is not expected before a confirmation', () => {
    given(created()).when(example.recordDecline).thenRefused('outcome_not_expected');
    given(created()).when(example.completeSession).thenRefused('session_not_completable');
  });

  it('that says money moved is not swallowed after the end', () =>
    given(created(), confirmed(), actionRequired(), cancelled)
      .when(example.completeSession)
      .thenRefused('session_not_completable'));
});

describe('ending a checkout session', () => {
  it('works at once when it was never confirmed', () => {
    given(created()).when(example.cancelSession).then(cancelled);
    given(created()).when(example.expireSession()).then(expired);
  });

  it('waits for its payment after a decline, which an earlier charge may have paid after all', () => {
    const asked = [created(), confirmed(), declined()] as const;
    const answer = given(...asked).when(example.cancelSession);
    answer.then(endRequested());
    expect(answer.state).toMatchObject({ awaits: 'payment_method', ending: { reason: 'abandoned' } });
    given(...asked)
      .when(example.expireSession())
      .then(endRequested('expired'));
    given(...asked, endRequested())
      .when(example.completeSession)
      .then(completed);
    given(...asked, endRequested())
      .when(example.recordPaymentCancelled())
      .then(cancelled);
  });

  it('waits while an outcome is due', () => {
    given(created(), confirmed()).when(example.cancelSession).thenRefused('session_not_cancellable');
    given(created(), confirmed()).when(example.expireSession()).thenRefused('session_not_expirable');
  });

  it('by time comes not before its time, and once', () => {
    given(created()).when(example.expireSession(example.now)).thenRefused('session_not_expirable');
    given(created(), expired).when(example.expireSession()).thenNothing();
  });

  it.each(over)('is refused to the caller when it is %s already', (_, events) =>
    given(...events)
      .when(example.cancelSession)
      .thenRefused('session_not_cancellable'),
  );
});

describe('ending a checkout session whose payer is at a challenge', () => {
  const atChallenge = [created(), confirmed(), actionRequired()] as const;
  const ending = [...atChallenge, endRequested()] as const;

  it('first wants the challenge called off', () => {
    const answer = given(...atChallenge).when(example.cancelSession);
    answer.then(endRequested());
    expect(answer.state).toMatchObject({ status: 'PROCESSING', awaits: 'action', ending: { reason: 'abandoned' } });
    given(...atChallenge)
      .when(example.expireSession())
      .then(endRequested('expired'));
  });

  it('is asked for once', () => {
    given(...ending)
      .when(example.cancelSession)
      .thenNothing();
    given(...atChallenge, endRequested('expired'))
      .when(example.expireSession('2026-11-21T10:31:00.000Z'))
      .thenNothing();
  });

  it('is not asked for by others while it goes on, nor is a confirmation', () => {
    given(...ending)
      .when({ ...example.cancelSession, operationId: 'another' })
      .thenRefused('session_not_cancellable');
    given(...ending)
      .when(example.expireSession())
      .thenRefused('session_not_expirable');
    given(...ending)
      .when(confirmSession(2))
      .thenRefused('session_not_confirmable');
    given(...ending, declined())
      .when(confirmSession(2))
      .thenRefused('session_not_confirmable');
  });

  it('comes with the end of the payment, as it was asked for', () => {
    given(...ending)
      .when(example.recordPaymentCancelled())
      .then(cancelled);
    given(...atChallenge, endRequested('expired'))
      .when(example.recordPaymentCancelled('expired'))
      .then(expired);
    given(...ending, declined())
      .when(example.recordPaymentCancelled())
      .then(cancelled);
  });

  it('gives way to a success, and to a failure for good', () => {
    given(...ending)
      .when(example.completeSession)
      .then(completed);
    given(...ending)
      .when(example.failSession)
      .then(failed);
  });

  it('goes on after a decline, which leaves nothing to call off', () => {
    const answer = given(...ending).when(example.recordDecline);
    answer.then(declined());
    expect(answer.state).toMatchObject({ awaits: 'payment_method', ending: { reason: 'abandoned' } });
  });

  it('that the provider refuses leaves the payer at the challenge, and may be asked for again', () => {
    const answer = given(...ending).when(example.recordEndFailed);
    answer.then(endFailed);
    expect(answer.state).toMatchObject({ status: 'PROCESSING', awaits: 'action', ending: null });
    given(...ending, endFailed)
      .when({ ...example.cancelSession, operationId: 'another' })
      .then({ type: 'CheckoutSessionEndRequested', operationId: 'another' });
  });
});

describe('a payment that is cancelled', () => {
  it.each([
    ['not confirmed', [created()]],
    ['declined', [created(), confirmed(), declined()]],
  ] as const)('ends its session that is %s, whoever has cancelled it', (_, events) => {
    given(...events)
      .when(example.recordPaymentCancelled())
      .then(cancelled);
    given(...events)
      .when(example.recordPaymentCancelled('expired'))
      .then(expired);
  });

  it.each(over)('is no news for a session that is %s', (_, events) =>
    given(...events)
      .when(example.recordPaymentCancelled())
      .thenNothing(),
  );
});
