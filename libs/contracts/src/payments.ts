import type { PaymentResource, PaymentStatus } from './resources/payment.ts';

/** What other contexts may ask the payment service. One process answers it from memory, many over the network. */
export interface Payments {
  /** The payment as it stands after every acknowledged write, or null when this merchant has none of that id. */
  find(merchantId: string, paymentId: string): Promise<PaymentResource | null>;
  /** Those of `paymentIds` that are there, by id, after every acknowledged write; at most a page's worth of them. */
  findAll(merchantId: string, paymentIds: readonly string[]): Promise<ReadonlyMap<string, PaymentResource>>;
  /** As `find`, but waits up to `timeoutMs` until the payment is there and its status satisfies `reached`. */
  awaitStatus(
    merchantId: string,
    paymentId: string,
    reached: (status: PaymentStatus) => boolean,
    timeoutMs: number,
  ): Promise<PaymentResource | null>;
}

/** Nest's injection token of `Payments`. */
export const PAYMENTS = Symbol('Payments');
