import type { PaymentEventOf } from './events.ts';
import type { Dispute, Payment, Refund } from './state.ts';

const replaceRefund = (payment: Payment, refundId: string, change: Partial<Refund>): readonly Refund[] =>
  payment.refunds.map(refund => (refund.refundId === refundId ? { ...refund, ...change } : refund));

const replaceDispute = (payment: Payment, disputeId: string, change: Partial<Dispute>): readonly Dispute[] =>
  payment.disputes.map(dispute => (dispute.disputeId === disputeId ? { ...dispute, ...change } : dispute));

/** The refunds of a payment, oldest first. */
export const evolveRefund = (
  payment: Payment,
  event: PaymentEventOf<'RefundRequested' | 'RefundSucceeded' | 'RefundFailed'>,
): Payment => {
  const { refundId, amount, at } = event;
  switch (event.type) {
    case 'RefundRequested': {
      const { reason } = event;
      const refund = {
        refundId,
        status: 'PENDING',
        amount,
        reason,
        failureCode: null,
        createdAt: at,
        updatedAt: at,
      } as const;
      return { ...payment, refunds: [...payment.refunds, refund] };
    }
    case 'RefundSucceeded':
      return {
        ...payment,
        amountRefunded: payment.amountRefunded + amount,
        refunds: replaceRefund(payment, refundId, { status: 'SUCCEEDED', failureCode: null, updatedAt: at }),
      };
    case 'RefundFailed': {
      const change = { status: 'FAILED', failureCode: event.failureCode, updatedAt: at } as const;
      return { ...payment, refunds: replaceRefund(payment, refundId, change) };
    }
    default:
      return event satisfies never;
  }
};

/** The disputes of a payment, oldest first. */
export const evolveDispute = (
  payment: Payment,
  event: PaymentEventOf<'DisputeOpened' | 'DisputeWon' | 'DisputeLost'>,
): Payment => {
  const { disputeId, amount, at } = event;
  switch (event.type) {
    case 'DisputeOpened': {
      const { reason } = event;
      const dispute = { disputeId, status: 'OPEN', amount, reason, createdAt: at, updatedAt: at } as const;
      return { ...payment, disputes: [...payment.disputes, dispute] };
    }
    case 'DisputeWon':
      return { ...payment, disputes: replaceDispute(payment, disputeId, { status: 'WON', updatedAt: at }) };
    case 'DisputeLost':
      return { ...payment, disputes: replaceDispute(payment, disputeId, { status: 'LOST', updatedAt: at }) };
    default:
      return event satisfies never;
  }
};
