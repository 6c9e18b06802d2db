import type { DisputeResource } from '@counterfoil/contracts';
import type { Dispute, Payment } from '../domain/state.ts';

/** A dispute of the payment as everybody outside sees it: answers, rows and public events. */
export const disputeResource = ({ paymentId, currency }: Payment, dispute: Dispute): DisputeResource => ({
  id: dispute.disputeId,
  payment_id: paymentId,
  status: dispute.status,
  amount: Number(dispute.amount),
  currency,
  reason: dispute.reason,
  created_at: dispute.createdAt,
  updated_at: dispute.updatedAt,
});
