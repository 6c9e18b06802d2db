import { publicEvents, type PublicEventType } from '@counterfoil/contracts';
import { published } from '@counterfoil/testing';
import type { PaymentEvent } from './domain/events.ts';
import * as payment from './domain/payment.examples.ts';
import { paymentAggregate, paymentCodec } from './payment-aggregate.ts';
import { paymentPublisher } from './public-events.ts';

const { created, confirmed, actionRequired, authorized, succeeded, declined, failed, cancelled } = payment;
const manual = created({ captureMethod: 'manual' });
const settled = { paymentId: payment.paymentId, refundId: 're_1', amount: 4_000n, currency: 'EUR', at: payment.now };
const refunded: PaymentEvent = { type: 'RefundSucceeded', ...settled };
const refundFailed: PaymentEvent = { type: 'RefundFailed', ...settled, failureCode: 'refund_refused' };

const { refundId: _, ...disputed } = { ...settled, disputeId: 'dp_1' };
const disputeOpened: PaymentEvent = { type: 'DisputeOpened', ...disputed, reason: 'fraudulent' };
const disputeWon: PaymentEvent = { type: 'DisputeWon', ...disputed };
const disputeLost: PaymentEvent = { type: 'DisputeLost', ...disputed };

const customer = { id: null, name: 'Ada', email: 'ada@example.com', phone: null } as const;
const full = created({ customer, reference: 'r', checkoutSessionId: 'cs_1', returnUrl: 'https://shop.example' });

const stories: readonly (readonly [readonly PublicEventType[], readonly PaymentEvent[]])[] = [
  [['payment.created'], [created()]],
  [['payment.created'], [full]],
  [
    ['payment.created', 'payment.processing', 'payment.requires_action', 'payment.succeeded'],
    [created(), confirmed(), actionRequired(), succeeded()],
  ],
  [
    [
      'payment.created',
      'payment.processing',
      'payment.requires_payment_method',
      'payment.processing',
      'payment.failed',
    ],
    [created({ maxAttempts: 2 }), confirmed(), declined(), confirmed(2), failed(2)],
  ],
  [
    [
      ...(['payment.created', 'payment.processing', 'payment.authorized'] as const),
      ...(['payment.capture_requested', 'payment.captured', 'payment.succeeded'] as const),
    ],
    [manual, confirmed(), authorized(), payment.captureRequested(4_000n), payment.captured(4_000n)],
  ],
  [
    [
      ...(['payment.created', 'payment.processing', 'payment.authorized'] as const),
      ...(['payment.capture_requested', 'payment.capture_failed'] as const),
      ...(['payment.cancel_requested', 'payment.cancel_failed'] as const),
    ],
    [
      ...[manual, confirmed(), authorized(), payment.captureRequested(4_000n), payment.captureFailed()],
      ...[payment.cancelRequested(), payment.cancelFailed()],
    ],
  ],
  [
    ['payment.created', 'payment.processing', 'payment.requires_action', 'payment.cancel_requested'],
    [created(), confirmed(), actionRequired(), payment.cancelRequested()],
  ],
  [
    ['payment.created', 'payment.processing', 'payment.succeeded', 'refund.created', 'refund.succeeded'],
    [created(), confirmed(), succeeded(), payment.refundRequested(4_000n), refunded],
  ],
  [
    ['payment.created', 'payment.processing', 'payment.succeeded', 'refund.created', 'refund.failed'],
    [created(), confirmed(), succeeded(), payment.refundRequested(4_000n), refundFailed],
  ],
  ...(['won', 'lost'] as const).map(
    outcome =>
      [
        ['payment.created', 'payment.processing', 'payment.succeeded', 'dispute.opened', `dispute.${outcome}`],
        [created(), confirmed(), succeeded(), disputeOpened, outcome === 'won' ? disputeWon : disputeLost],
      ] as const,
  ),
  [
    ['payment.created', 'payment.processing', 'payment.succeeded', 'payment.charged_late'],
    [created(), confirmed(), succeeded(), payment.chargedLate(2), payment.lateChargeReversed(2)],
  ],
  [
    ['payment.created', 'payment.cancelled'],
    [created(), cancelled()],
  ],
];

const tell = (events: readonly PaymentEvent[]) =>
  published(store => paymentPublisher(paymentAggregate(store)), paymentCodec, events);

describe('what is told of a payment', () => {
  it.each(stories)('is %j, each as the contract says', async (types, events) => {
    const drafts = await tell(events);
    expect(drafts.map(({ type }) => type)).toEqual(types);
    for (const { type, data } of drafts) expect(publicEvents[type as PublicEventType].parse(data)).toEqual(data);
  });

  it('is every public event of a payment', () => {
    const told = new Set(stories.flatMap(([types]) => types));
    expect([...told].sort()).toEqual(
      Object.keys(publicEvents)
        .filter(type => /^(payment|refund|dispute)\./.test(type))
        .sort(),
    );
  });

  it('names the charge that the provider is asked about, and what is asked', async () => {
    const authorization = [manual, confirmed(), authorized()];
    const asked = async (...events: readonly PaymentEvent[]) => (await tell(events)).at(-1)?.data;
    expect(await asked(...authorization, payment.captureRequested(4_000n))).toMatchObject({
      ...{ operation_id: 'capture_1', charge_id: 'ch_1', capture_amount: 4_000 },
      payment: { status: 'AUTHORIZED', pending_operation: 'capture' },
    });
    expect(await asked(...authorization, payment.cancelRequested())).toMatchObject({
      ...{ operation_id: 'cancel_1', charge_id: 'ch_1', reason: 'out of stock' },
      payment: { status: 'AUTHORIZED', pending_operation: 'cancel' },
    });
    expect(await asked(created(), confirmed(2), actionRequired(2), payment.cancelRequested())).toMatchObject({
      charge_id: 'ch_2',
      payment: { status: 'REQUIRES_ACTION', pending_operation: 'cancel' },
    });
    const paidByFirst = [created(), confirmed(), declined(), confirmed(2), actionRequired(2), succeeded()];
    expect(await asked(...paidByFirst, payment.challengeWithdrawn())).toMatchObject({
      ...{ operation_id: 'withdraw-ch_2', charge_id: 'ch_2' },
      payment: { status: 'SUCCEEDED', pending_operation: null },
    });
    expect(await asked(created(), confirmed(), succeeded(), payment.refundRequested(4_000n))).toMatchObject({
      charge_id: 'ch_1',
      refund: { id: 're_1', status: 'PENDING', amount: 4_000 },
    });
  });

  it('is the payment as it was right after the event, under the version of the event', async () => {
    const drafts = await tell([created(), confirmed(), declined(), confirmed(2), succeeded(2)]);
    expect(drafts.map(({ data }) => data['payment'])).toMatchObject([
      { status: 'CREATED', attempts_left: 3, version: 0 },
      { status: 'PROCESSING', version: 1 },
      { status: 'REQUIRES_PAYMENT_METHOD', attempts_left: 2, decline: { code: 'card_declined' }, version: 2 },
      { status: 'PROCESSING', version: 3 },
      { status: 'SUCCEEDED', amount_captured: 10_000, decline: null, version: 4 },
    ]);
  });
});
