import { topics, type CheckoutSessionResource, type PublicEventData } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, subscribeTo, type Message } from '@counterfoil/service';
import type { PaymentCommand } from '../domain/commands.ts';
import type { PaymentAggregate } from '../payment-aggregate.ts';

const TYPES = [
  'checkout_session.created',
  'checkout_session.confirmed',
  'checkout_session.ending',
  'checkout_session.cancelled',
  'checkout_session.expired',
] as const;

const createFor = (session: CheckoutSessionResource, merchantId: string, now: string): PaymentCommand => ({
  type: 'CreatePayment',
  paymentId: session.payment_id,
  merchantId,
  amount: BigInt(session.amount),
  currency: session.currency,
  captureMethod: session.capture_method,
  secureMode: session.secure_mode,
  customer: session.customer,
  metadata: session.metadata,
  reference: session.reference,
  checkoutSessionId: session.id,
  returnUrl: session.return_url,
  maxAttempts: session.max_attempts,
  sourceAccount: null,
  destinationAccount: null,
  paymentMethod: null,
  now,
});

const confirmFor = (data: PublicEventData<'checkout_session.confirmed'>, now: string): PaymentCommand => {
  const { id, type, card } = data.payment_method;
  return {
    type: 'ConfirmPayment',
    confirmationId: data.confirmation_id,
    checkoutSessionId: data.checkout_session.id,
    paymentMethod: {
      id,
      type,
      card: { brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year },
    },
    payerCountry: data.checkout_session.billing_address?.country ?? null,
    now,
  };
};

type Ends = 'checkout_session.ending' | 'checkout_session.cancelled' | 'checkout_session.expired';

/** The end of a session names its own operation; that of one that asks for the end of a challenge has a name already. */
const cancelFor = ({ type, data, event }: Message<Ends>, now: string): PaymentCommand => ({
  type: 'CancelPayment',
  operationId: type === 'checkout_session.ending' ? data.operation_id : event.id,
  checkoutSessionId: data.checkout_session.id,
  reason: type === 'checkout_session.expired' ? 'expired' : data.reason,
  now,
});

const commandFor = (message: Message<(typeof TYPES)[number]>, now: string): PaymentCommand => {
  switch (message.type) {
    case 'checkout_session.created':
      return createFor(message.data.checkout_session, message.event.merchantid, now);
    case 'checkout_session.confirmed':
      return confirmFor(message.data, now);
    case 'checkout_session.ending':
    case 'checkout_session.cancelled':
    case 'checkout_session.expired':
      return cancelFor(message, now);
  }
};

const crashPoints = {
  'checkout_session.created': 'payment-created',
  'checkout_session.confirmed': 'payment-confirmed',
  'checkout_session.ending': 'cancel-requested',
  'checkout_session.cancelled': 'cancel-requested',
  'checkout_session.expired': 'cancel-requested',
} as const;

/** A session's payment is created, confirmed and ended from the session's own events, which come in order. */
export const sessionEvents = (payments: PaymentAggregate, clock: Clock): Subscription =>
  subscribeTo({
    group: 'payment.session-events',
    topic: topics.session,
    types: TYPES,
    async handle(message) {
      const { payment_id: paymentId } = message.data.checkout_session;
      const now = clock.now();
      const cause = causeOfMessage(message.event, paymentId, now);
      expectDone(await payments.handle(paymentId, commandFor(message, now.toISOString()), cause));
      crashPoint(crashPoints[message.type]);
    },
  });
