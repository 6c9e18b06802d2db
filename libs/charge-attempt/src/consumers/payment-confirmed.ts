import { topics, type PaymentResource } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, deriveId, type Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, subscribeTo, type Message } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { StartAttempt } from '../domain/commands.ts';
import type { Routing } from '../domain/events.ts';
import type { Routed } from '../routing.ts';

/** What a confirmation's first attempt needs to know. */
interface Surveyed {
  /** Who may take a payment of the merchant's, and why. */
  readonly route: (merchantId: string, payment: Routed) => Promise<Routing>;
  /** How many attempts a payment has had before this confirmation of it. */
  readonly attemptsOf: (paymentId: string) => Promise<number>;
}

const cardOf = ({ id, payment_method: method }: PaymentResource): NonNullable<PaymentResource['payment_method']> => {
  if (!method) throw new Error(`${id}: confirmed without a payment method`);
  return method;
};

const firstAttempt = async (
  { data: { payment, confirmation_id: confirmationId, payer_country: country }, event }: Message<'payment.processing'>,
  { route, attemptsOf }: Surveyed,
  now: string,
): Promise<StartAttempt> => {
  const { id: paymentMethodId, card } = cardOf(payment);
  const { currency, capture_method: captureMethod } = payment;
  const amount = BigInt(payment.amount);
  const routed = { amount, currency, brand: card.brand, country, captureMethod, confirmationId };
  const routing = await route(event.merchantid, routed);
  const confirmation = payment.max_attempts - payment.attempts_left + 1;
  return {
    type: 'StartAttempt',
    attemptId: deriveId('ch', new Date(payment.updated_at), confirmationId),
    paymentId: payment.id,
    merchantId: event.merchantid,
    confirmationId,
    confirmation,
    attempt: 1 + (confirmation === 1 ? 0 : await attemptsOf(payment.id)),
    provider: routing.candidates[0] ?? null,
    amount,
    currency,
    captureMethod,
    secureMode: payment.secure_mode,
    paymentMethodId,
    returnUrl: payment.return_url,
    routing,
    now,
  };
};

/** A confirmed payment gets a charge attempt. Its id follows from the message, so a repeated one starts no second. */
export const paymentConfirmed = (attempts: ChargeAttemptAggregate, surveyed: Surveyed, clock: Clock): Subscription =>
  subscribeTo({
    group: 'charge-attempt.payment-confirmed',
    topic: topics.payment,
    types: ['payment.processing'],
    async handle(message) {
      const now = clock.now();
      const start = await firstAttempt(message, surveyed, now.toISOString());
      const cause = causeOfMessage(message.event, start.paymentId, now);
      expectDone(await attempts.create(start.attemptId, start, cause));
      crashPoint('attempt-created');
    },
  });
