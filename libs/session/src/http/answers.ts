import type { ConfirmResult, PaymentResource } from '@counterfoil/contracts';
import type { Session } from '../domain/state.ts';

/** What a confirm says of its outcome: `status` is the session's. */
export const confirmResult = (session: Session, payment: PaymentResource): ConfirmResult => ({
  status: session.status,
  paymentId: payment.id,
  paymentStatus: payment.status,
  paymentNextAction: payment.next_action,
  decline: payment.decline,
});
