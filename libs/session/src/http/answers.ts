import type { ConfirmResult, PaymentResource } from '@counterfoil/contracts';
import { Problem } from '@counterfoil/platform';
import { isOver } from '../domain/refusals.ts';
import { isEnding, type Session } from '../domain/state.ts';

/** What a confirm says of its outcome: `status` is the session's. */
export const confirmResult = (session: Session, payment: PaymentResource): ConfirmResult => ({
  status: session.status,
  paymentId: payment.id,
  paymentStatus: payment.status,
  paymentNextAction: payment.next_action,
  decline: payment.decline,
});

/**
 * What a cancel answers after its wait: 200 for a session that ended so, 202 for one whose end is not decided yet.
 * @throws Problem session_not_cancellable when it came otherwise
 */
export const statusOfCancel = (session: Session): 200 | 202 => {
  if (session.status === 'CANCELLED') return 200;
  if (isEnding(session)) return 202;
  throw new Problem(
    'session_not_cancellable',
    isOver(session.status)
      ? `The checkout session is ${session.status}: that came before the cancel.`
      : 'The provider has not called the challenge off, so the payer may still finish it; cancel again later.',
  );
};
