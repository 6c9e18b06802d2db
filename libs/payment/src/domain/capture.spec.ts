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
    given(...authorized, captureRequested(10_000n), example.captureFailed())
      .when(example.recordCapture(10_000n))
      .then({ type: 'PaymentCaptured', amount: 10_000n }));

  it('has each effect once', () => {
    given(...authorized, captureRequested(10_000n))
      .when(capturePayment())
      .thenNothing();
    given(...authorized, captureRequested(10_000n), example.captured(10_000n))
      .when(example.recordCapture(10_000n))
      .thenNothing();
    given(...authorized, captureRequested(10_000n), example.captured(10_000n))
      .when(example.failCapture())
      .thenNothing();
  });

  it('that nobody asked for is refused', () =>
    given(...authorized)
      .when(example.recordCapture(10_000n))
      .thenRefused('operation_not_pending'));

  it('is known by how it ended, for whoever asks again', () => {
    const pending = given(...authorized, captureRequested(10_000n)).when(capturePayment());
    expect(pending.state).toMatchObject({ operations: [{ operationId: 'capture_1', status: 'PENDING' }] });
    const refused = given(...authorized, captureRequested(10_000n), example.captureFailed()).when(capturePayment());
    refused.thenNothing();
    expect(refused.state).toMatchObject({ operations: [{ status: 'REFUSED', decline: example.hard }] });
    const done = given(...authorized, captureRequested(10_000n), example.captured(10_000n)).when(capturePayment());
    done.thenNothing();
    expect(done.state).toMatchObject({ operations: [{ status: 'DONE', decline: null }] });
  });

  it('that was refused and then made after all overtakes the cancel that followed', () =>
    expect(
      given(...authorized, captureRequested(10_000n), example.captureFailed(), cancelRequested()).when(
        example.recordCapture(10_000n),
      ).state,
    ).toMatchObject({
      status: 'SUCCEEDED',
      operations: [{ status: 'DONE' }, { operationId: 'cancel_1', status: 'REFUSED', decline: null }],
    }));

  it('needs an authorization', () =>
    given(example.created()).when(capturePayment()).thenRefused('payment_not_capturable'));
});
