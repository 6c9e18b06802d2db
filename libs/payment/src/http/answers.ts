import type { ConfirmResult, PaymentResource } from '@counterfoil/contracts';
import type { Handled, Loaded } from '@counterfoil/event-sourcing';
import { Problem } from '@counterfoil/platform';
import { succeeded } from '@counterfoil/service';
import type { PaymentState } from '../domain/state.ts';
import { paymentResource } from '../read-model/payment-resource.ts';

/** The resource of a payment that a command has touched. */
export const paymentOf = ({ state, revision }: Loaded<PaymentState>): PaymentResource => {
  if (state.status === 'NONE' || revision === 'no_stream') throw new Error('A command that succeeded left no payment');
  return paymentResource(state, revision);
};

/** What creating a payment answers; `confirmResult` is null unless it was confirmed in the same call. */
export interface PaymentAnswer {
  readonly payment: PaymentResource;
  readonly confirmResult: ConfirmResult | null;
}

/** What a confirm says of its outcome, in the API-only flow. */
const confirmResult = (payment: PaymentResource): ConfirmResult => ({
  status: payment.status,
  paymentId: payment.id,
  paymentStatus: payment.status,
  paymentNextAction: payment.next_action,
  decline: payment.decline,
});

/**
 * `isGiven`: whether the confirm came with a payment method. Without one, whatever keeps the payment from being confirmed
 * with the one that it has is a fault of the request, found before it is asked what the payment is (api.md, "Errors").
 * @throws Problem for a refusal
 */
export const confirmAnswer = (handled: Handled<PaymentState>, isGiven: boolean): PaymentAnswer => {
  if (!isGiven && handled.status !== 'done')
    throw new Problem(
      'validation_failed',
      handled.status === 'refused' ? handled.refusal.detail : 'There is no payment whose payment method could be used.',
      { errors: [{ pointer: '/payment_method', detail: 'is needed: the payment has none that can be used now' }] },
    );
  const payment = paymentOf(succeeded(handled));
  return { payment, confirmResult: confirmResult(payment) };
};
