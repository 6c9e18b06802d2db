import { deciderSpec } from '@counterfoil/testing';
import { paymentDecider } from './decider.ts';
import * as example from './payment.examples.ts';
import { cancelPayment, cancelRequested, capturePayment, captureRequested } from './payment.examples.ts';

const { given } = deciderSpec(paymentDecider);
const authorized = [example.created({ captureMethod: 'manual' }), example.confirmed(), example.authorized()] as const;

describe('capturing', () => {
  it('takes all that was authorized', () =>
    given(...authorized)
      .when(capturePayment())
      .then(captureRequested(10_000n)));

  it('releases what a partial capture leaves', () => {
    given(...authorized)
      .when(capturePayment({ amount: 4_000n }))
      .then({ type: 'PaymentCaptureRequested', amount: 4_000n, released: 6_000n });
    const answer = given(...authorized, captureRequested(4_000n)).when(example.recordCapture(4_000n));
    answer.then({ type: 'PaymentCaptured', amount: 4_000n, released: 6_000n, currency: 'EUR' });
    expect(answer.state).toMatchObject({
      status: 'SUCCEEDED',
      amountCaptured: 4_000n,
      amountCapturable: 0n,
      pendingOperation: null,
    });
  });

  it('refuses more than was authorized', () =>
    given(...authorized)
      .when(capturePayment({ amount: 10_001n }))
      .thenRefused('amount_exceeds_capturable'));

  it('waits for the capture or cancel in progress', () => {
    const another = capturePayment({ operationId: 'capture_2' });
    given(...authorized, captureRequested(1n))
      .when(another)
      .thenRefused('operation_in_progress');
    given(...authorized, cancelRequested())
      .when(another)
      .thenRefused('operation_in_progress');
    given(...authorized, captureRequested(1n))
      .when(cancelPayment())
      .thenRefused('operation_in_progress');
  });

  it('leaves the authorization when the provider refuses, to be tried again', () => {
    const answer = given(...authorized, captureRequested(10_000n)).when(example.failCapture());
    answer.then({ type: 'PaymentCaptureFailed', decline: example.hard });
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', amountCapturable: 10_000n, pendingOperation: null });
  });

  it('that the provider had refused and then made after all stands', () =>
    given(...authorized, captureRequested(10_000n), {
      ...captureRequested(10_000n),
      type: 'PaymentCaptureFailed',
      decline: example.hard,
    })
      .when(example.recordCapture(10_000n))
      .then({ type: 'PaymentCaptured', amount: 10_000n }));

  it('has each effect once', () => {
    given(...authorized, captureRequested(10_000n))
      .when(capturePayment())
      .thenNothing();
    const captured = { ...captureRequested(10_000n), type: 'PaymentCaptured', currency: 'EUR' } as const;
    given(...authorized, captureRequested(10_000n), captured)
      .when(example.recordCapture(10_000n))
      .thenNothing();
    given(...authorized, captureRequested(10_000n), captured)
      .when(example.failCapture())
      .thenNothing();
  });

  it('that nobody asked for is refused', () =>
    given(...authorized)
      .when(example.recordCapture(10_000n))
      .thenRefused('operation_not_pending'));

  it('needs an authorization', () =>
    given(example.created()).when(capturePayment()).thenRefused('payment_not_capturable'));
});

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
    const answer = given(...authorized, cancelRequested()).when(example.confirmVoid());
    answer.then({ type: 'PaymentCancelled', reason: 'out of stock', released: 10_000n });
    expect(answer.state).toMatchObject({ status: 'CANCELLED', amountCapturable: 0n, pendingOperation: null });
  });

  it('leaves the authorization when the provider does not void it', () => {
    const answer = given(...authorized, cancelRequested()).when(example.failVoid());
    expect(answer.state).toMatchObject({ status: 'AUTHORIZED', amountCapturable: 10_000n, pendingOperation: null });
  });

  it('waits for the outcome of a confirmation in flight', () =>
    given(example.created(), example.confirmed()).when(cancelPayment()).thenRefused('payment_not_cancellable'));

  it('of a payment with an open session goes through that session', () => {
    const ofSession = example.created({ checkoutSessionId: 'cs_1' });
    given(ofSession).when(cancelPayment()).thenRefused('payment_not_cancellable');
    given(ofSession).when(example.expirePayment()).thenRefused('payment_not_expirable');
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

  it('by time names why', () => {
    given(example.created()).when(example.expirePayment()).then({ type: 'PaymentCancelled', reason: 'expired' });
    given(...authorized)
      .when(example.expirePayment())
      .then({ type: 'PaymentCancelRequested', reason: 'authorization_expired' });
  });

  it('gives no money back', () =>
    given(example.created(), example.confirmed(), example.succeeded())
      .when(cancelPayment())
      .thenRefused('payment_not_cancellable'));
});
