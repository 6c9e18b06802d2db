import { topics, type DisputeResource, type RefundResource } from '@counterfoil/contracts';
import type { JsonObject } from '@counterfoil/event-sourcing';
import type { Publisher } from '@counterfoil/messaging';
import { aggregatePublisher, type PublicTypes } from '@counterfoil/service';
import type { PaymentEvent } from './domain/events.ts';
import { disputeOf, refundOf, type Payment } from './domain/state.ts';
import type { PaymentAggregate } from './payment-aggregate.ts';
import { disputeResource } from './read-model/dispute-resource.ts';
import { paymentResource } from './read-model/payment-resource.ts';
import { refundResource } from './read-model/refund-resource.ts';

const types: PublicTypes<PaymentEvent> = {
  PaymentCreated: ['payment.created'],
  PaymentConfirmed: ['payment.processing'],
  PaymentActionRequired: ['payment.requires_action'],
  PaymentAttemptDeclined: ['payment.requires_payment_method'],
  PaymentAuthorized: ['payment.authorized'],
  PaymentSucceeded: ['payment.succeeded'],
  PaymentChargedLate: ['payment.charged_late'],
  PaymentCaptureRequested: ['payment.capture_requested'],
  PaymentCaptured: ['payment.captured', 'payment.succeeded'],
  PaymentCaptureFailed: ['payment.capture_failed'],
  PaymentCancelRequested: ['payment.cancel_requested'],
  PaymentChallengeWithdrawn: ['payment.cancel_requested'],
  PaymentCancelFailed: ['payment.cancel_failed'],
  PaymentFailed: ['payment.failed'],
  PaymentCancelled: ['payment.cancelled'],
  RefundRequested: ['refund.created'],
  RefundSucceeded: ['refund.succeeded'],
  RefundFailed: ['refund.failed'],
  DisputeOpened: ['dispute.opened'],
  DisputeWon: ['dispute.won'],
  DisputeLost: ['dispute.lost'],
};

/** The attempt that holds the payer's money, or whose challenge the payer is at. */
const chargeId = ({ paymentId, charge, challengedAttemptId }: Payment): string => {
  const id = charge?.attemptId ?? challengedAttemptId;
  if (id === null) throw new Error(`${paymentId}: something is asked of a provider, but there is no charge`);
  return id;
};

const refundTold = (payment: Payment, { refundId }: { readonly refundId: string }): RefundResource => {
  const refund = refundOf(payment, refundId);
  if (!refund) throw new Error(`${payment.paymentId} has no refund ${refundId}, whose event it just took`);
  return refundResource(payment, refund);
};

const disputeTold = (payment: Payment, { disputeId }: { readonly disputeId: string }): DisputeResource => {
  const dispute = disputeOf(payment, disputeId);
  if (!dispute) throw new Error(`${payment.paymentId} has no dispute ${disputeId}, whose event it just took`);
  return disputeResource(payment, dispute);
};

const dataOf = (event: PaymentEvent, payment: Payment, version: number): JsonObject => {
  const whole = { payment: paymentResource(payment, version) };
  switch (event.type) {
    case 'PaymentConfirmed':
      return { ...whole, confirmation_id: event.confirmationId, payer_country: event.payerCountry };
    case 'PaymentCaptureRequested': {
      const asked = { operation_id: event.operationId, charge_id: chargeId(payment) };
      return { ...whole, ...asked, capture_amount: Number(event.amount) };
    }
    case 'PaymentCancelRequested':
      return { ...whole, operation_id: event.operationId, charge_id: chargeId(payment), reason: event.reason };
    case 'PaymentChallengeWithdrawn': {
      const { operationId: operation_id, attemptId: charge_id } = event;
      return { ...whole, operation_id, charge_id, reason: 'paid by another charge' };
    }
    case 'PaymentChargedLate':
      return { ...whole, charge_id: event.attemptId };
    case 'RefundRequested':
      return { refund: refundTold(payment, event), charge_id: chargeId(payment) };
    case 'RefundSucceeded':
    case 'RefundFailed':
      return { refund: refundTold(payment, event) };
    case 'DisputeOpened':
    case 'DisputeWon':
    case 'DisputeLost':
      return { dispute: disputeTold(payment, event) };
    default:
      return whole;
  }
};

/** What the payment service tells others. */
export const paymentPublisher = (aggregate: PaymentAggregate): Publisher =>
  aggregatePublisher({
    topic: topics.payment,
    source: '/counterfoil/payment',
    aggregate,
    types,
    data: ({ event, state, revision }) => dataOf(event, state, revision),
  });
