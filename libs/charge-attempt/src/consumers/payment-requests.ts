import { topics } from '@counterfoil/contracts';
import type { Subscription } from '@counterfoil/messaging';
import { crashPoint, deriveId, type Clock } from '@counterfoil/platform';
import { causeOfMessage, expectDone, subscribeTo, type Message } from '@counterfoil/service';
import type { ChargeAttemptAggregate } from '../charge-attempt-aggregate.ts';
import type { ChargeAttemptCommand } from '../domain/commands.ts';

const REQUESTS = [
  'payment.capture_requested',
  'payment.cancel_requested',
  'payment.charged_late',
  'refund.created',
] as const;
type Request = Message<(typeof REQUESTS)[number]>;

const commandFor = ({ type, data, event }: Request, now: string): ChargeAttemptCommand => {
  switch (type) {
    case 'payment.capture_requested':
      return { type: 'RequestCapture', operationId: data.operation_id, amount: BigInt(data.capture_amount), now };
    case 'payment.cancel_requested':
      return { type: 'RequestVoid', operationId: data.operation_id, reason: data.reason, now };
    case 'payment.charged_late':
      return { type: 'ReverseCharge', operationId: deriveId('rev', new Date(event.time), event.id), now };
    case 'refund.created':
      return { type: 'RequestRefund', operationId: data.refund.id, amount: BigInt(data.refund.amount), now };
  }
};

const paymentIdOf = ({ type, data }: Request): string =>
  type === 'refund.created' ? data.refund.payment_id : data.payment.id;

/** What a payment asks of the attempt that holds its money, or whose payer is at a challenge. */
export const paymentRequests = (attempts: ChargeAttemptAggregate, clock: Clock): Subscription =>
  subscribeTo({
    group: 'charge-attempt.payment-requests',
    topic: topics.payment,
    types: REQUESTS,
    async handle(message) {
      const now = clock.now();
      const cause = causeOfMessage(message.event, paymentIdOf(message), now);
      expectDone(await attempts.handle(message.data.charge_id, commandFor(message, now.toISOString()), cause));
      crashPoint('operation-requested');
    },
  });
