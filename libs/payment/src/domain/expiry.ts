import type { Payment } from './state.ts';

/** What a payment waits for, and since when (ISO 8601 UTC): its time runs from there. */
export interface Waiting {
  readonly for: 'confirmation' | 'authorization';
  readonly since: string;
}

/** Null while nothing can expire: it has ended, its session decides, or something of it is in flight or unknown. */
export const waiting = (payment: Payment): Waiting | null => {
  const { status, pendingOperation, checkoutSessionId, waitsSince: since } = payment;
  if (pendingOperation) return null;
  switch (status) {
    case 'AUTHORIZED':
      return { for: 'authorization', since };
    case 'CREATED':
    case 'REQUIRES_PAYMENT_METHOD':
    case 'REQUIRES_ACTION':
      return checkoutSessionId === null ? { for: 'confirmation', since } : null;
    case 'PROCESSING':
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELLED':
      return null;
    default:
      return status satisfies never;
  }
};
