import { z } from 'zod';
import * as part from './parts.ts';
import { payment, paymentStatus } from './payment.ts';

export const checkoutSessionStatus = z.enum(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED']);

const lineItem = z.strictObject({ name: z.string(), quantity: z.int().min(1), unit_amount: part.amountOrZero });

const customField = z.strictObject({
  key: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'dropdown']),
  required: z.boolean(),
  options: z.array(z.string()).nullable(),
});

const collect = z.strictObject({ billing_address: z.boolean(), shipping_address: z.boolean(), phone: z.boolean() });

/** What a checkout session says of itself, without its payment; this is what its public events carry. */
export const checkoutSession = z.strictObject({
  id: z.string(),
  status: checkoutSessionStatus,
  amount: part.amount,
  currency: part.currency,
  url: z.string().describe("The merchant's checkout page, or the hosted one"),
  return_url: z.string(),
  cancel_url: z.string().nullable(),
  payment_id: z.string(),
  capture_method: part.captureMethod,
  secure_mode: part.secureMode,
  customer: part.customer.nullable(),
  line_items: z.array(lineItem),
  custom_fields: z.array(customField),
  collect,
  max_attempts: part.attempts,
  attempts_left: part.attempts,
  payer: part.payer.nullable(),
  billing_address: part.address.nullable(),
  shipping_address: part.address.nullable(),
  custom_field_values: z.record(z.string(), z.union([z.string(), z.number()])),
  metadata: part.metadata,
  reference: z.string().nullable(),
  expires_at: part.time.describe('After this the session takes no confirmation (ISO 8601, UTC)'),
  created_at: part.time,
  updated_at: part.time,
});

/** api.md, "Resources": checkout_session, as its merchant reads it. */
export const merchantCheckoutSession = checkoutSession.extend({ payment_status: paymentStatus, payment });

/** As its create answers it: the only answer that shows the token. */
export const createdCheckoutSession = checkoutSession.extend({
  payment_status: paymentStatus,
  token: z.string().describe('Opens this session, and nothing else, to the payer: `${url}?token=${token}`'),
});

/** The payer's view: no secret, no metadata. */
export const payerCheckoutSession = z.strictObject({
  id: z.string(),
  status: checkoutSessionStatus,
  payment_id: z.string(),
  payment_status: paymentStatus,
  amount: part.amount,
  currency: part.currency,
  merchant_name: z.string(),
  line_items: z.array(lineItem),
  collect,
  custom_fields: z.array(customField),
  next_action: part.nextAction.nullable(),
  attempts_left: part.attempts.describe('max_attempts less the declined confirmations'),
  decline: part.decline.nullable().describe('The last; null after success'),
  return_url: z.string(),
  cancel_url: z.string().nullable(),
  expires_at: part.time,
});

export type CheckoutSessionResource = z.infer<typeof checkoutSession>;
export type MerchantCheckoutSession = z.infer<typeof merchantCheckoutSession>;
export type PayerCheckoutSession = z.infer<typeof payerCheckoutSession>;
