import type { ConfirmResult, PaymentResource } from '@counterfoil/contracts';
import type { Loaded } from '@counterfoil/event-sourcing';
import type { PaymentState } from '../domain/state.ts';
import { paymentResource } from '../read-model/payment-resource.ts';

/** The resource of a payment that a command has touched. */
export const paymentOf = ({ state, revision }: Loaded<PaymentState>): PaymentResource => {
  if (state.status === 'NONE' || revision === 'no_stream') throw new Error('A command that succeeded left no payment');
  return paymentResource(state, revision);
};

/** What a confirm says of its outcome, in the API-only flow. */
export const confirmResult = (payment: PaymentResource): ConfirmResult => ({
  status: payment.status,
  paymentId: payment.id,
  paymentStatus: payment.status,
  paymentNextAction: payment.next_action,
  decline: payment.decline,
});
