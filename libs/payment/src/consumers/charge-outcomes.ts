import { topics } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, type Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, subscribeTo, type Message } from '@counterfoil/service';
import type { PaymentCommand } from '../domain/commands.ts';
import type { PaymentAggregate } from '../payment-aggregate.ts';
import { DISPUTE_NEWS, disputeCommandFor, isDisputeNews } from './dispute-command.ts';

const OUTCOMES = [
  'charge.requires_action',
  'charge.authorized',
  'charge.succeeded',
  'charge.declined',
  'charge.failed',
] as const;
type Outcome = (typeof OUTCOMES)[number];

const OPERATION_OUTCOMES = [
  'charge.captured',
  'charge.capture_failed',
  'charge.voided',
  'charge.void_failed',
  'charge.refunded',
  'charge.refund_failed',
  'charge.reversed',
] as const;
type OperationOutcome = (typeof OPERATION_OUTCOMES)[number];

/** The provider could not be reached at all: nothing was charged, and trying again is sensible. */
const UNREACHABLE = {
  code: 'provider_unavailable',
  message: 'The payment provider could not be reached. Try again.',
  category: 'soft',
} as const;

/** What a charge's outcome means for its payment; null: nothing, for another provider is being tried. */
const commandFor = ({ type, data }: Message<Outcome>, now: string): PaymentCommand | null => {
  const { charge, confirmation_id, next_action } = data;
  const outcome = { confirmationId: confirmation_id, attemptId: charge.id, now };
  switch (type) {
    case 'charge.requires_action': {
      if (!next_action) throw new Error(`${charge.id}: requires action, but does not say which`);
      const { url, return_url: returnUrl } = next_action.redirect_user_to_url;
      return { type: 'RequireAction', ...outcome, nextAction: { type: 'redirect_user_to_url', url, returnUrl } };
    }
    case 'charge.authorized':
      return { type: 'AuthorizePayment', ...outcome };
    case 'charge.succeeded':
      return { type: 'SucceedPayment', ...outcome };
    case 'charge.declined':
    case 'charge.failed':
      return data.is_last ? { type: 'DeclineAttempt', ...outcome, decline: charge.decline ?? UNREACHABLE } : null;
  }
};

/** What became of a capture, a void or a refund, for the payment that asked for it. */
const operationCommandFor = ({ type, data }: Message<OperationOutcome>, now: string): PaymentCommand => {
  switch (type) {
    case 'charge.captured':
      return { type: 'RecordCapture', operationId: data.operation_id, amount: BigInt(data.captured_amount), now };
    case 'charge.capture_failed':
      return { type: 'FailCapture', operationId: data.operation_id, decline: data.decline, now };
    case 'charge.voided':
      return { type: 'ConfirmVoid', operationId: data.operation_id, attemptId: data.charge.id, now };
    case 'charge.void_failed':
      return { type: 'FailVoid', operationId: data.operation_id, decline: data.decline, now };
    case 'charge.reversed':
      return { type: 'ConfirmReversal', attemptId: data.charge.id, now };
    case 'charge.refunded':
      return { type: 'SucceedRefund', refundId: data.refund_id, now };
    case 'charge.refund_failed':
      return { type: 'FailRefund', refundId: data.refund_id, failureCode: data.failure_code, now };
  }
};

export const NEWS = [...OUTCOMES, ...OPERATION_OUTCOMES, ...DISPUTE_NEWS] as const;
export type News = Message<(typeof NEWS)[number]>;

const isOperation = (message: News): message is Message<OperationOutcome> =>
  OPERATION_OUTCOMES.some(type => type === message.type);

/** What news of a charge means for its payment; null: nothing. `now` is ISO 8601 UTC. */
export const commandOf = (message: News, now: string): PaymentCommand | null => {
  if (isDisputeNews(message)) return disputeCommandFor(message, now);
  return isOperation(message) ? operationCommandFor(message, now) : commandFor(message, now);
};

/** A payment follows its charge attempts. */
export const chargeOutcomes = (payments: PaymentAggregate, clock: Clock): Subscription =>
  subscribeTo({
    group: 'payment.charge-outcomes',
    topic: topics.chargeAttempt,
    types: NEWS,
    async handle(message) {
      const { payment_id: paymentId } = message.data.charge;
      const now = clock.now();
      const command = commandOf(message, now.toISOString());
      if (command === null) return;
      const cause = causeOfMessage(message.event, paymentId, now);
      expectDone(await payments.handle(paymentId, command, cause));
      crashPoint('payment-outcome-recorded');
    },
  });
