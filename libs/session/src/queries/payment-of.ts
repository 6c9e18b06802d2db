import { anyStatus, type PaymentResource, type Payments } from '@counterfoil/contracts';
import { Problem } from '@counterfoil/platform';
import { OUTCOME_WAIT_MS } from '@counterfoil/service';
import type { Session } from '../domain/state.ts';

/**
 * The payment of a session. It follows from the session's first event, so that it is there, or about to be.
 * @throws Problem not_ready when it does not come in time
 */
export const paymentOf = async (
  payments: Payments,
  { merchantId, paymentId }: Pick<Session, 'merchantId' | 'paymentId'>,
): Promise<PaymentResource> => {
  const payment = await payments.awaitStatus(merchantId, paymentId, anyStatus, OUTCOME_WAIT_MS);
  if (payment) return payment;
  throw new Problem('not_ready', 'The payment of this session is still being created. Try again in a moment.', {
    retryAfter: 1,
  });
};
