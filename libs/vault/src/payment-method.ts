import type { CardBrand } from '@counterfoil/contracts/requests';

/** What may be known of a card outside the vault: never its number. */
export interface PaymentMethod {
  readonly id: string;
  readonly merchantId: string;
  /** The only payment it serves; null: any of the merchant's. */
  readonly paymentId: string | null;
  readonly brand: CardBrand;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  /** The same for every use of one number by one merchant; tells nothing of the number. */
  readonly fingerprint: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A row of `vault.payment_methods` as pg reads it. */
export interface PaymentMethodRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly payment_id: string | null;
  /** Null once the number is wiped. */
  readonly number_digest: Buffer | null;
  readonly brand: CardBrand;
  readonly last4: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly fingerprint: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly wiped_at: Date | null;
}

/** What is sealed of it, with what it opens and counts by. */
export interface SealedCardRow {
  readonly merchant_id: string;
  readonly sealed_number: Buffer | null;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly expires_at: Date;
}

export const toPaymentMethod = (row: PaymentMethodRow): PaymentMethod => ({
  id: row.id,
  merchantId: row.merchant_id,
  paymentId: row.payment_id,
  brand: row.brand,
  last4: row.last4,
  expMonth: row.exp_month,
  expYear: row.exp_year,
  fingerprint: row.fingerprint,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
