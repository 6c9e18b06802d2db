import { publicEvents, type PublicEventType } from '@counterfoil/contracts';
import { published } from '@counterfoil/testing';
import type { PaymentEvent } from './domain/events.ts';
import * as payment from './domain/payment.examples.ts';
import { paymentAggregate, paymentCodec } from './payment-aggregate.ts';
import { paymentPublisher } from './public-events.ts';

const { created, confirmed, actionRequired, authorized, succeeded, declined, failed, cancelled } = payment;
const at = payment.now;
const { paymentId } = payment;
const manual = created({ captureMethod: 'manual' });
const captured: PaymentEvent = {
  ...{ type: 'PaymentCaptured', paymentId, operationId: 'capture_1', at },
  ...{ amount: 4_000n, released: 6_000n, currency: 'EUR' },
};
const captureFailed: PaymentEvent = {
  ...{ type: 'PaymentCaptureFailed', paymentId, operationId: 'capture_1', at },
  decline: payment.hard,
};

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
    ['payment.created', 'payment.processing', 'payment.authorized', 'payment.captured', 'payment.succeeded'],
    [manual, confirmed(), authorized(), payment.captureRequested(4_000n), captured],
  ],
  [
    ['payment.created', 'payment.processing', 'payment.authorized', 'payment.capture_failed'],
    [manual, confirmed(), authorized(), payment.captureRequested(4_000n), captureFailed],
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
        .filter(type => type.startsWith('payment.'))
        .sort(),
    );
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
