import { topics } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, subscribeTo, type Message } from '@counterfoil/service';
import type { SessionCommand } from '../domain/commands.ts';
import type { SessionAggregate } from '../session-aggregate.ts';

const OUTCOMES = [
  'payment.requires_action',
  'payment.requires_payment_method',
  'payment.authorized',
  'payment.succeeded',
  'payment.failed',
  'payment.cancelled',
  'payment.cancel_failed',
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What a payment's outcome means for its session; null when it is for another outcome to decide. */
const commandFor = ({ type, data }: Message<Outcome>, now: string): SessionCommand | null => {
  const { status, decline, next_action: nextAction, pending_operation: pending, cancellation_reason } = data.payment;
  switch (type) {
    case 'payment.requires_action': {
      if (!nextAction) throw new Error(`${data.payment.id}: requires action, but does not say which`);
      const { url, return_url: returnUrl } = nextAction.redirect_user_to_url;
      return { type: 'RecordActionRequired', nextAction: { type: nextAction.type, url, returnUrl }, now };
    }
    case 'payment.requires_payment_method':
      if (!decline) throw new Error(`${data.payment.id}: was declined, but does not say why`);
      return { type: 'RecordDecline', decline, now };
    case 'payment.authorized':
      // Asked to call the challenge off, the provider may still void what the payer has authorized meanwhile.
      if (pending === 'cancel') return null;
      return { type: 'CompleteSession', paymentStatus: 'AUTHORIZED', now };
    case 'payment.succeeded':
      return { type: 'CompleteSession', paymentStatus: 'SUCCEEDED', now };
    case 'payment.failed':
      return { type: 'FailSession', decline, now };
    case 'payment.cancelled':
      if (!cancellation_reason) throw new Error(`${data.payment.id}: was cancelled, but does not say why`);
      return { type: 'RecordPaymentCancelled', reason: cancellation_reason, now };
    case 'payment.cancel_failed':
      return status === 'AUTHORIZED'
        ? { type: 'CompleteSession', paymentStatus: 'AUTHORIZED', now }
        : { type: 'RecordEndFailed', now };
  }
};

/** A session follows its payment; a payment without a session is none of its business. */
export const paymentOutcomes = (sessions: SessionAggregate, clock: Clock): Subscription =>
  subscribeTo({
    group: 'session.payment-outcomes',
    topic: topics.payment,
    types: OUTCOMES,
    async handle(message) {
      const { id: paymentId, checkout_session_id: sessionId } = message.data.payment;
      if (sessionId === null) return;
      const now = clock.now();
      const command = commandFor(message, now.toISOString());
      if (command === null) return;
      expectDone(await sessions.handle(sessionId, command, causeOfMessage(message.event, paymentId, now)));
      crashPoint('session-outcome-recorded');
    },
  });
