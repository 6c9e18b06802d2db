import type { CheckoutSessionResource } from './checkout-session.ts';
import type { PaymentResource, PaymentStatus } from './payment.ts';

/** What a confirm answers. `status` is the session's status (the payment's, in the API-only flow). */
export interface ConfirmResult {
  readonly status: CheckoutSessionResource['status'] | PaymentStatus;
  readonly paymentId: string;
  readonly paymentStatus: PaymentStatus;
  readonly paymentNextAction: PaymentResource['next_action'];
  readonly decline: PaymentResource['decline'];
}
