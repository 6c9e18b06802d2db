import type { Payment } from './state.ts';

/** What a payment waits for, and since when (ISO 8601 UTC): its time runs from there. */
export interface Waiting {
  readonly for: 'confirmation' | 'authorization';
  readonly since: string;
}

/** Null while nothing can expire: it has ended, its session decides, or something of it is in flight or unknown. */
export const waiting = (payment: Payment): Waiting | null =>
  payment.status === 'CREATED' ? { for: 'confirmation', since: payment.createdAt } : null;
