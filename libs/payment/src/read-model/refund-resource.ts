import type { RefundResource } from '@counterfoil/contracts';
import type { Payment, Refund } from '../domain/state.ts';

/** A refund of the payment as everybody outside sees it: answers, rows and public events. */
export const refundResource = ({ paymentId, currency }: Payment, refund: Refund): RefundResource => ({
  id: refund.refundId,
  payment_id: paymentId,
  status: refund.status,
  amount: Number(refund.amount),
  currency,
  reason: refund.reason,
  failure_code: refund.failureCode,
  created_at: refund.createdAt,
  updated_at: refund.updatedAt,
});
