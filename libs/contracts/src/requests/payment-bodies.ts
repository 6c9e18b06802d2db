import { currencyCode, minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import { customerInput, metadataInput, optional, paymentMethodInput } from './parts.ts';
import { text, webUrl } from './text.ts';

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
    max_attempts: z.int().min(1).max(10).default(3),
    payment_method: optional(paymentMethodInput),
    confirm: z.boolean().default(false),
    idempotency_key: z.string().optional(),
  })
  .refine(body => !body.confirm || body.payment_method !== null, {
    path: ['payment_method'],
    message: 'is needed when confirm is true',
  });

/** `POST /v1/payments/:id/confirm`. */
export const confirmPaymentBody = z.strictObject({ payment_method: paymentMethodInput });

export type CreatePaymentBody = z.infer<typeof createPaymentBody>;
export type ConfirmPaymentBody = z.infer<typeof confirmPaymentBody>;
