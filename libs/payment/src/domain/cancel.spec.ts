import { deciderSpec } from '@counterfoil/testing';
import { paymentDecider } from './decider.ts';
import * as example from './payment.examples.ts';
import { cancelFailed, cancelPayment, cancelRequested, confirmVoid, failVoid } from './payment.examples.ts';

const { given } = deciderSpec(paymentDecider);
const authorized = [example.created({ captureMethod: 'manual' }), example.confirmed(), example.authorized()] as const;

describe('cancelling', () => {
  it('ends a payment that holds no money at once', () => {
    const answer = given(example.created()).when(cancelPayment());
    answer.then({ type: 'PaymentCancelled', reason: 'out of stock', released: 0n });
    expect(answer.state).toMatchObject({ status: 'CANCELLED', cancellationReason: 'out of stock' });
  });

  it('asks the provider to void an authorization first', () => {
    given(...authorized)
      .when(cancelPayment())
      .then(cancelRequested());
    const answer = given(...authorized, cancelRequested()).when(confirmVoid());
    answer.then({ type: 'PaymentCancelled', reason: 'out of stock', released: 10_000n });
    expect(answer.state).toMatchObject({ status: 'CANCELLED', amountCapturable: 0n, pendingOperation: null });
  });

  it('leaves the authorization when the provider does not void it, and knows why', () => {
    const answer = given(...authorized, cancelRequested()).when(failVoid());
    answer.then(cancelFailed());
    expect(answer.state).toMatchObject({ operations: [{ status: 'REFUSED', decline: example.hard }] });
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', amountCapturable: 10_000n, pendingOperation: null });
  });

  it('waits for the outcome of a confirmation in flight', () =>
    given(example.created(), example.confirmed()).when(cancelPayment()).thenRefused('payment_not_cancellable'));

  it('of a payment with an open session goes through that session', () => {
    const ofSession = example.created({ checkoutSessionId: 'cs_1' });
    given(ofSession).when(cancelPayment()).thenRefused('payment_not_cancellable');
    given(ofSession)
      .when(cancelPayment({ checkoutSessionId: 'cs_1' }))
      .then({ type: 'PaymentCancelled' });
    given(ofSession, example.cancelled())
      .when(cancelPayment({ checkoutSessionId: 'cs_1' }))
      .thenNothing();
  });

  it('of an authorization works beside its session', () => {
    const [created, ...rest] = authorized;
    given({ ...created, checkoutSessionId: 'cs_1' }, ...rest)
      .when(cancelPayment())
      .then(cancelRequested());
  });

  it('gives no money back', () =>
    given(example.created(), example.confirmed(), example.succeeded())
      .when(cancelPayment())
      .thenRefused('payment_not_cancellable'));
});

describe('cancelling a payment whose payer is at a challenge', () => {
  const challenged = [example.created(), example.confirmed(), example.actionRequired()] as const;
  const asked = [...challenged, cancelRequested()] as const;

  it('asks the provider to call the challenge off first', () => {
    const answer = given(...challenged).when(cancelPayment());
    answer.then(cancelRequested());
    expect(answer.state).toMatchObject({
      status: 'REQUIRES_ACTION',
      nextAction: example.challenge,
      challengedAttemptId: 'ch_1',
      pendingOperation: { type: 'cancel', operationId: 'cancel_1' },
    });
  });

  it('ends it when the provider has called it off', () => {
    const answer = given(...asked).when(confirmVoid());
    answer.then({ type: 'PaymentCancelled', reason: 'out of stock', released: 0n });
    expect(answer.state).toMatchObject({ status: 'CANCELLED', operations: [{ status: 'DONE' }] });
    given(...asked, example.cancelled())
      .when(failVoid())
      .thenNothing();
  });

  it('leaves the payer at it when the provider refuses', () => {
    const answer = given(...asked).when(failVoid());
    answer.then(cancelFailed());
    expect(answer.state).toMatchObject({
      status: 'REQUIRES_ACTION',
      nextAction: example.challenge,
      pendingOperation: null,
    });
    given(...asked, cancelFailed())
      .when(cancelPayment({ operationId: 'cancel_2' }))
      .then({ type: 'PaymentCancelRequested', operationId: 'cancel_2' });
  });

  it('gives way to a success that came first', () => {
    const answer = given(...asked).when(example.succeedPayment());
    answer.then(example.succeeded());
    expect(answer.state).toMatchObject({
      status: 'SUCCEEDED',
      pendingOperation: null,
      operations: [{ status: 'REFUSED', decline: null }],
    });
    given(...asked, example.succeeded())
      .when(failVoid())
      .thenNothing();
  });

  it('goes on over an authorization that came first: the provider’s void decides', () => {
    const [created, ...rest] = asked;
    const manual = [{ ...created, captureMethod: 'manual' }, ...rest] as const;
    const answer = given(...manual).when(example.authorizePayment());
    answer.then(example.authorized());
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', pendingOperation: { type: 'cancel' } });
    given(...manual, example.authorized())
      .when(confirmVoid())
      .then({ type: 'PaymentCancelled', released: 10_000n });
    expect(given(...manual, example.authorized()).when(failVoid()).state).toMatchObject({
      status: 'AUTHORIZED',
      pendingOperation: null,
    });
  });

  it('is done with a decline too: what was to be cancelled does not stay open', () => {
    const answer = given(...asked).when(example.declineAttempt());
    answer.then(example.declined(), { type: 'PaymentCancelled', operationId: 'cancel_1', reason: 'out of stock' });
    expect(answer.state).toMatchObject({
      status: 'CANCELLED',
      decline: example.hard,
      operations: [{ status: 'DONE' }],
    });
    given(...asked, example.declined(), example.cancelled())
      .when(example.declineAttempt())
      .thenNothing();
  });

  it('gives way to the decline of the last attempt, which ends the payment itself', () => {
    const [, ...rest] = asked;
    const answer = given(example.created({ maxAttempts: 1 }), ...rest).when(example.declineAttempt());
    answer.then(example.failed(1));
    expect(answer.state).toMatchObject({ status: 'FAILED', operations: [{ status: 'REFUSED' }] });
  });

  it('is answered without effect when the charge was over before its provider was asked', () => {
    const [, ...rest] = asked;
    const over = [example.created({ maxAttempts: 1 }), ...rest, example.failed(1)] as const;
    given(...over)
      .when(confirmVoid())
      .thenNothing();
  });

  it('goes on while another provider sends the payer to its own challenge', () =>
    expect(given(...asked).when(example.requireAction(1, 'https://other.example/3ds')).state).toMatchObject({
      status: 'REQUIRES_ACTION',
      pendingOperation: { type: 'cancel', operationId: 'cancel_1' },
    }));

  it('says that it is in progress', () =>
    given(...asked)
      .when(cancelPayment({ operationId: 'cancel_2' }))
      .thenRefused('operation_in_progress'));

  it('does not end a payment that an earlier confirmation has paid meanwhile', () => {
    const events = [
      ...[example.created({ captureMethod: 'manual' }), example.confirmed(1), example.declined(1)],
      ...[example.confirmed(2), example.actionRequired(2), cancelRequested(), example.authorized(1)],
    ] as const;
    given(...events)
      .when(confirmVoid('ch_2'))
      .thenNothing();
    expect(given(...events).when(cancelPayment()).state).toMatchObject({
      status: 'AUTHORIZED',
      pendingOperation: null,
    });
  });
});

describe('the end of a session', () => {
  const [created, confirmed] = [example.created({ checkoutSessionId: 'cs_1' }), example.confirmed()];
  const end = cancelPayment({ checkoutSessionId: 'cs_1', reason: 'abandoned' });

  it.each([
    ['new', [created]],
    ['declined', [created, confirmed, example.declined()]],
  ] as const)('ends its payment: %s', (_, events) =>
    given(...events)
      .when(end)
      .then({ type: 'PaymentCancelled', reason: 'abandoned' }),
  );

  it('asks the provider first while the payer is at a challenge', () =>
    given(created, confirmed, example.actionRequired())
      .when(end)
      .then({ type: 'PaymentCancelRequested', reason: 'abandoned' }));

  it.each([
    ['authorized', [{ ...created, captureMethod: 'manual' }, confirmed, example.authorized()]],
    ['successful', [created, confirmed, example.succeeded()]],
    ['failed', [{ ...created, maxAttempts: 1 }, confirmed, example.failed(1)]],
    ['cancelled', [created, example.cancelled()]],
  ] as const)('leaves a payment as it ended: %s', (_, events) =>
    given(...events)
      .when(end)
      .thenNothing(),
  );

  it('waits for a confirmation in flight', () =>
    given(created, confirmed).when(end).thenRefused('payment_not_cancellable'));
});
