import { currencyCode, minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import { addressInput, customerInput, metadataInput, optional, payerInput, paymentMethodInput } from './parts.ts';
import { pageUrl, text, webUrl } from './text.ts';

const lineItem = z.strictObject({
  name: text(255),
  quantity: z.int().min(1).max(1_000_000),
  unit_amount: z
    .int()
    .min(0)
    .max(999_999_999_999)
    .describe("In the currency's minor unit; all of them add up to amount"),
});

const customField = z
  .strictObject({
    key: z.string().regex(/^[a-zA-Z0-9_]{1,40}$/, 'must be 1 to 40 letters, digits or underscores'),
    label: text(100),
    type: z.enum(['text', 'number', 'dropdown']),
    required: z.boolean().default(false),
    options: optional(z.array(text(100)).min(1).max(200)),
  })
  .refine(field => (field.type === 'dropdown') === (field.options !== null), {
    path: ['options'],
    message: 'is needed for a dropdown, and for nothing else',
  });

const collect = z.strictObject({
  billing_address: z.boolean().default(false),
  shipping_address: z.boolean().default(false),
  phone: z.boolean().default(false),
});

const hasDistinctKeys = (fields: readonly { readonly key: string }[]): boolean =>
  new Set(fields.map(field => field.key)).size === fields.length;

/** `POST /v1/checkout-sessions` (api.md). `amount` and `unit_amount` in minor units, `expires_in` in seconds. */
export const createSessionBody = z
  .strictObject({
    amount: minorUnits,
    currency: currencyCode,
    return_url: webUrl,
    url: optional(pageUrl),
    cancel_url: optional(webUrl),
    reference: optional(text(255)),
    customer: optional(customerInput),
    line_items: z.array(lineItem).max(200).default([]),
    metadata: metadataInput,
    expires_in: z.int().min(60).max(86_400).default(1_800).describe('Seconds'),
    secure_mode: z
      .enum(['automatic', 'required'])
      .default('automatic')
      .describe('required: every card is asked for 3-D Secure'),
    capture_method: z
      .enum(['automatic', 'manual'])
      .default('automatic')
      .describe('manual: the payment waits AUTHORIZED for a capture'),
    custom_fields: z.array(customField).max(20).refine(hasDistinctKeys, 'must have distinct keys').default([]),
    collect: collect.prefault({}),
    max_attempts: z.int().min(1).max(10).default(3).describe('Confirmations that may be declined'),
  })
  .refine(body => body.line_items.length === 0 || sumOf(body.line_items) === body.amount, {
    path: ['line_items'],
    message: 'must add up to amount (quantity x unit_amount each)',
    // Only where the parts are sound: an amount that is no number has its own fault.
    when: ({ issues }) => issues.length === 0,
  });

const sumOf = (items: readonly z.infer<typeof lineItem>[]): bigint =>
  items.reduce((sum, item) => sum + BigInt(item.quantity) * BigInt(item.unit_amount), 0n);

/** `POST /v1/checkout-sessions/token/:token/confirm`. Which parts are needed is the session's to say. */
export const confirmSessionBody = z.strictObject({
  payment_method: paymentMethodInput,
  payer: optional(payerInput),
  billing_address: optional(addressInput),
  shipping_address: optional(addressInput),
  shipping_same_as_billing: z.boolean().default(false),
  custom_fields: z.record(z.string(), z.union([text(500), z.number()])).default({}),
});

/** `POST …/:id/cancel` and `POST …/token/:token/cancel`: that it is asked for says all. */
export const cancelSessionBody = z.strictObject({});

export type CreateSessionBody = z.infer<typeof createSessionBody>;
export type ConfirmSessionBody = z.infer<typeof confirmSessionBody>;
