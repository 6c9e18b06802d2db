import type { PaymentResource, RefundResource } from '@counterfoil/contracts';
import type { Handled } from '@counterfoil/event-sourcing';
import { Problem } from '@counterfoil/platform';
import { succeeded } from '@counterfoil/service';
import type { Decline } from '../domain/parts.ts';
import { operationOf, refundOf, type PaymentState } from '../domain/state.ts';
import { refundResource } from '../read-model/refund-resource.ts';
import { paymentOf } from './answers.ts';

/** 200 when the provider has done what was asked, 202 while it is not known. */
interface OperationAnswer {
  readonly status: 200 | 202;
  readonly payment: PaymentResource;
}

/** Why there is no success: an operation without a decline was overtaken, and the payment went on without it. */
type Refused = (decline: Decline | null, detail: string) => Problem;

const captureRefused: Refused = (decline, detail) =>
  decline
    ? new Problem('capture_failed', `The provider refused the capture: ${detail}`, { members: { decline } })
    : new Problem('payment_not_capturable', detail);

const cancelRefused: Refused = (decline, detail) =>
  decline
    ? new Problem('payment_not_cancellable', `The provider refused the void: ${detail}`, { members: { decline } })
    : new Problem('payment_not_cancellable', detail);

const operationAnswer = (handled: Handled<PaymentState>, operationId: string, refused: Refused): OperationAnswer => {
  const done = succeeded(handled);
  const payment = paymentOf(done);
  const operation = done.state.status === 'NONE' ? undefined : operationOf(done.state, operationId);
  if (!operation) throw new Error(`A command that succeeded left no operation ${operationId}`);
  const { status, decline } = operation;
  if (status === 'REFUSED')
    throw refused(decline, decline?.message ?? `The payment is ${payment.status} by now; read it again.`);
  return { status: status === 'DONE' ? 200 : 202, payment };
};

/** @throws Problem capture_failed with `decline` when the provider refused, 409 and 404 as the domain says */
export const captureAnswer = (handled: Handled<PaymentState>, operationId: string): OperationAnswer =>
  operationAnswer(handled, operationId, captureRefused);

/** @throws Problem payment_not_cancellable, with `decline` when the provider refused, 409 and 404 as the domain says */
export const cancelAnswer = (handled: Handled<PaymentState>, operationId: string): OperationAnswer =>
  operationAnswer(handled, operationId, cancelRefused);

/** The refund that a command has asked for; a refund that the provider refused is there too, and FAILED. */
export const refundAnswer = (handled: Handled<PaymentState>, refundId: string): RefundResource => {
  const { state: payment } = succeeded(handled);
  const refund = refundOf(payment, refundId);
  if (payment.status === 'NONE' || !refund) throw new Error('A command that succeeded left no refund');
  return refundResource(payment, refund);
};
