import { deciderSpec } from '@counterfoil/testing';
import { paymentDecider } from './decider.ts';
import type { PaymentEvent } from './events.ts';
import * as example from './payment.examples.ts';
import { refundRequested, requestRefund } from './payment.examples.ts';

const { given } = deciderSpec(paymentDecider);
const paid = [example.created(), example.confirmed(), example.succeeded()] as const;
const settled = (amount: bigint) => ({
  paymentId: example.paymentId,
  refundId: 're_1',
  amount,
  currency: 'EUR',
  at: example.now,
});
const refundSucceeded = (amount: bigint) => ({ type: 'RefundSucceeded', ...settled(amount) }) as const;
const refundFailed = (amount: bigint) =>
  ({ type: 'RefundFailed', ...settled(amount), failureCode: 'refund_refused' }) as const;

describe('refunding', () => {
  it('waits for a capture in progress', () =>
    given(
      example.created({ captureMethod: 'manual' }),
      example.confirmed(),
      example.authorized(),
      example.captureRequested(1n),
    )
      .when(requestRefund())
      .thenRefused('operation_in_progress'));

  it('gives back what is left when no amount is named', () =>
    given(...paid, refundRequested(4_000n))
      .when(requestRefund(null, 're_2'))
      .then(refundRequested(6_000n, 're_2')));

  it('counts what is in flight', () =>
    given(...paid, refundRequested(4_000n))
      .when(requestRefund(6_001n, 're_2'))
      .thenRefused('amount_exceeds_refundable'));

  it('says when nothing is left', () =>
    given(...paid, refundRequested(10_000n))
      .when(requestRefund(null, 're_2'))
      .thenRefused('payment_not_refundable'));

  it('needs captured money', () =>
    given(example.created()).when(requestRefund()).thenRefused('payment_not_refundable'));

  it('counts as refunded when the provider has done it', () => {
    const answer = given(...paid, refundRequested(4_000n)).when(example.succeedRefund());
    answer.then(refundSucceeded(4_000n));
    expect(answer.state).toMatchObject({
      status: 'SUCCEEDED',
      amountRefunded: 4_000n,
      refunds: [{ refundId: 're_1', status: 'SUCCEEDED' }],
    });
  });

  it('frees the amount when the provider refuses', () => {
    given(...paid, refundRequested(10_000n))
      .when(example.failRefund())
      .then({ type: 'RefundFailed', failureCode: 'refund_refused' });
    given(...paid, refundRequested(10_000n), refundFailed(10_000n))
      .when(requestRefund(null, 're_2'))
      .then({ type: 'RefundRequested', amount: 10_000n });
  });

  it('has each effect once', () => {
    given(...paid, refundRequested(1n))
      .when(requestRefund())
      .thenNothing();
    given(...paid, refundRequested(1n), refundSucceeded(1n))
      .when(example.succeedRefund())
      .thenNothing();
    given(...paid, refundRequested(1n), refundSucceeded(1n))
      .when(example.failRefund())
      .thenNothing();
    given(...paid, refundRequested(1n), refundFailed(1n))
      .when(example.failRefund())
      .thenNothing();
  });

  it('that had failed and then was made stands while there is money for it', () => {
    const failed = [...paid, refundRequested(6_000n), refundFailed(6_000n)];
    given(...failed)
      .when(example.succeedRefund())
      .then({ type: 'RefundSucceeded' });
    given(...failed, refundRequested(6_000n, 're_2'))
      .when(example.succeedRefund())
      .thenRefused('amount_exceeds_refundable');
  });

  it.each([example.succeedRefund('re_9'), example.failRefund('re_9')])('that nobody asked for is refused', command =>
    given(...paid)
      .when(command)
      .thenRefused('refund_not_found'),
  );
});

describe('a dispute', () => {
  const opened: PaymentEvent = {
    type: 'DisputeOpened',
    paymentId: example.paymentId,
    disputeId: 'dp_1',
    amount: 10_000n,
    currency: 'EUR',
    reason: 'fraudulent',
    at: example.now,
  };

  it('is opened and decided once', () => {
    given(...paid)
      .when(example.openDispute())
      .then(opened);
    given(...paid, opened)
      .when(example.openDispute())
      .thenNothing();
    const won = given(...paid, opened).when(example.winDispute());
    won.then({ type: 'DisputeWon', amount: 10_000n });
    expect(won.state).toMatchObject({ disputes: [{ disputeId: 'dp_1', status: 'WON' }] });
    given(...paid, opened)
      .when(example.loseDispute())
      .then({ type: 'DisputeLost' });
  });

  it('is refused another decision', () => {
    const { reason: _, ...dispute } = opened;
    given(...paid, opened, { ...dispute, type: 'DisputeWon' })
      .when(example.loseDispute())
      .thenRefused('dispute_already_decided');
  });

  it('that was never opened is refused', () =>
    given(...paid)
      .when(example.winDispute())
      .thenRefused('dispute_not_found'));

  const partly: PaymentEvent = { ...opened, amount: 4_000n };
  const { reason: _, ...closed } = partly;
  const won: PaymentEvent = { ...closed, type: 'DisputeWon' };
  const lost: PaymentEvent = { ...closed, type: 'DisputeLost' };

  it.each([
    ['is open', [partly], 6_000n],
    ['is lost', [partly, lost], 6_000n],
    ['is won', [partly, won], 10_000n],
  ])('that %s leaves what it is not about to be refunded', (_how, dispute, left) => {
    const disputed = given(...paid, ...dispute);
    disputed.when(requestRefund(null)).then({ type: 'RefundRequested', amount: left });
    disputed.when(requestRefund(left + 1n)).thenRefused('amount_exceeds_refundable');
  });

  it.each([
    ['of all that was captured', [opened]],
    ['of what is refunded or about to be too', [refundRequested(7_000n), partly]],
  ])('%s leaves nothing to refund', (_of, events) =>
    given(...paid, ...events)
      .when(requestRefund(1n, 're_2'))
      .thenRefused('payment_not_refundable'),
  );

  it('of a charge that is not the one that paid is refused', () =>
    given(...paid)
      .when(example.openDispute('dp_1', 'ch_2'))
      .thenRefused('payment_not_disputable'));

  it('does not hold up a refund that the provider is about to make, or has made', () => {
    given(...paid, refundRequested(6_000n), opened)
      .when(example.succeedRefund())
      .then({ type: 'RefundSucceeded' });
    given(...paid, refundRequested(6_000n), refundFailed(6_000n), opened)
      .when(example.succeedRefund())
      .then({ type: 'RefundSucceeded' });
  });
});
