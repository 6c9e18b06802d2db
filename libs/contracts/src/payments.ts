import { paymentStatus, type PaymentResource, type PaymentStatus } from './resources/payment.ts';

/** What other contexts may ask the payment service. One process answers it from memory, many over the network. */
export interface Payments {
  /** The payment as it stands after every acknowledged write, or null when this merchant has none of that id. */
  find(merchantId: string, paymentId: string): Promise<PaymentResource | null>;
  /** Those of `paymentIds` that are there, by id, after every acknowledged write; at most a page's worth of them. */
  findAll(merchantId: string, paymentIds: readonly string[]): Promise<ReadonlyMap<string, PaymentResource>>;
  /** As `find`, but waits up to `timeoutMs`, or until `signal`, until the payment is there and in one of `statuses`. */
  awaitStatus(
    merchantId: string,
    paymentId: string,
    statuses: readonly PaymentStatus[],
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<PaymentResource | null>;
}

/** Every one: to wait until the payment is there. */
export const anyStatus: readonly PaymentStatus[] = paymentStatus.options;

/** Those of a payment that waits for no provider and no challenge. */
export const settledStatuses: readonly PaymentStatus[] = anyStatus.filter(
  status => status !== 'PROCESSING' && status !== 'REQUIRES_ACTION',
);

/** Nest's injection token of `Payments`. */
export const PAYMENTS = Symbol('Payments');
