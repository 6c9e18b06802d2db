import { currencyCode, minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import { cardInput, customerInput, metadataInput, optional, paymentMethodInput } from './parts.ts';
import { text, webUrl } from './text.ts';

/** There is no ledger in this version, so that no account can be known. */
const account = optional(z.string().refine(() => false, 'names no account of yours')).describe(
  'Null: there is no ledger in this version',
);

/** `POST /v1/payments` (api.md). `amount` in minor units. */
export const createPaymentBody = z
  .strictObject({
    amount: minorUnits,
    currency: currencyCode,
    capture_method: z.enum(['automatic', 'manual']).default('automatic'),
    secure_mode: z.enum(['automatic', 'required']).default('automatic'),
    customer: optional(customerInput),
    metadata: metadataInput,
    reference: optional(text(255)),
    return_url: optional(webUrl),
    max_attempts: z.int().min(1).max(10).default(3).describe('Confirmations that may be declined'),
    payment_method: optional(paymentMethodInput).describe('Kept for the confirm, which may then leave it out'),
    confirm: z.boolean().default(false).describe('Pay in the same call; needs payment_method'),
    source_account: account,
    destination_account: account,
    idempotency_key: z.string().optional().describe('As the header; both must agree'),
  })
  .refine(body => !body.confirm || body.payment_method !== null, {
    path: ['payment_method'],
    message: 'is needed when confirm is true',
  });

/** `POST /v1/payments/:id/confirm`. */
export const confirmPaymentBody = z.strictObject({
  payment_method: optional(paymentMethodInput).describe('Null: the one that the payment has'),
});

/** `POST /v1/payments/:id/capture`: minor units; null captures all that is authorized. */
export const capturePaymentBody = z.strictObject({ amount: optional(minorUnits) });

/** `POST /v1/payments/:id/cancel`: `reason` is the merchant's own text. */
export const cancelPaymentBody = z.strictObject({ reason: optional(text(255)) });

/** `POST /v1/payments/:id/refunds`: minor units; null refunds what is left. */
export const createRefundBody = z.strictObject({ amount: optional(minorUnits), reason: optional(text(255)) });

/** `POST /v1/payment-methods`: a confirm's `payment_method`, but for the token of one that is kept already. */
export const createPaymentMethodBody = z.strictObject({ type: z.literal('card'), card: cardInput });

export type CreatePaymentMethodBody = z.infer<typeof createPaymentMethodBody>;
export type CapturePaymentBody = z.infer<typeof capturePaymentBody>;
export type CancelPaymentBody = z.infer<typeof cancelPaymentBody>;
export type CreateRefundBody = z.infer<typeof createRefundBody>;
export type CreatePaymentBody = z.infer<typeof createPaymentBody>;
export type ConfirmPaymentBody = z.infer<typeof confirmPaymentBody>;
