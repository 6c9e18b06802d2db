import type { ChargeResource } from './resources/charge.ts';
import type { Page, PageRequest } from './resources/page.ts';

/** What other contexts may ask the charge-attempt service. */
export interface Charges {
  /** Every attempt of a payment, oldest first, after every acknowledged write. @throws for a cursor that is not ours */
  ofPayment(merchantId: string, paymentId: string, page: PageRequest): Promise<Page<ChargeResource>>;
}

/** Nest's injection token of `Charges`. */
export const CHARGES = Symbol('Charges');
