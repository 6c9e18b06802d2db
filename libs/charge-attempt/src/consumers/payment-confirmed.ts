import { topics } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, deriveId, type Clock } from '@counterfoil/platform';
import type { Connectors } from '@counterfoil/providers';
import { causeOfMessage, expectDone, subscribeTo } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import { route } from '../routing.ts';

/** A confirmed payment gets a charge attempt. Its id follows from the message, so a repeated one starts no second. */
export const paymentConfirmed = (
  attempts: ChargeAttemptAggregate,
  connectors: Connectors,
  clock: Clock,
): Subscription =>
  subscribeTo({
    group: 'charge-attempt.payment-confirmed',
    topic: topics.payment,
    types: ['payment.processing'],
    async handle({ data: { payment, confirmation_id: confirmationId }, event }) {
      if (!payment.payment_method) throw new Error(`${payment.id}: confirmed without a payment method`);
      const now = clock.now();
      const attemptId = deriveId('ch', new Date(payment.updated_at), confirmationId);
      const routing = route([...connectors.keys()]);
      const [provider] = routing.candidates;
      if (provider === undefined) throw new Error('No provider is configured');
      const started = await attempts.create(
        attemptId,
        {
          type: 'StartAttempt',
          attemptId,
          paymentId: payment.id,
          merchantId: event.merchantid,
          confirmationId,
          attempt: payment.max_attempts - payment.attempts_left + 1,
          provider,
          amount: BigInt(payment.amount),
          currency: payment.currency,
          captureMethod: payment.capture_method,
          secureMode: payment.secure_mode,
          paymentMethodId: payment.payment_method.id,
          returnUrl: payment.return_url,
          routing,
          now: now.toISOString(),
        },
        causeOfMessage(event, payment.id, now),
      );
      expectDone(started);
      crashPoint('attempt-created');
    },
  });
