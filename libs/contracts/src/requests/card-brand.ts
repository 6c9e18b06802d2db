import { z } from 'zod';

/** What `payment_method.card.brand` may say. */
export const cardBrand = z.enum(['visa', 'mastercard', 'amex', 'discover', 'diners', 'jcb', 'unionpay', 'unknown']);

export type CardBrand = z.infer<typeof cardBrand>;
