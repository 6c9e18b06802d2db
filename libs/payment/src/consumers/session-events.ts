import { topics, type CheckoutSessionResource, type PublicEventData } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, subscribeTo } from '@counterfoil/service';
import type { PaymentCommand } from '../domain/commands.ts';
import type { PaymentAggregate } from '../payment-aggregate.ts';

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
    now,
  };
};

/** A session's payment is created and confirmed from the session's own events. */
export const sessionEvents = (payments: PaymentAggregate, clock: Clock): Subscription =>
  subscribeTo({
    group: 'payment.session-events',
    topic: topics.session,
    types: ['checkout_session.created', 'checkout_session.confirmed'],
    async handle({ type, data, event }) {
      const { checkout_session: session } = data;
      const now = clock.now();
      const command =
        type === 'checkout_session.created'
          ? createFor(session, event.merchantid, now.toISOString())
          : confirmFor(data, now.toISOString());
      expectDone(await payments.handle(session.payment_id, command, causeOfMessage(event, session.payment_id, now)));
      crashPoint(command.type === 'CreatePayment' ? 'payment-created' : 'payment-confirmed');
    },
  });
