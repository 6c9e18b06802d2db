import { z } from 'zod';
import * as part from './parts.ts';

export const paymentStatus = z.enum([
  'CREATED',
  'PROCESSING',
  'REQUIRES_ACTION',
  'REQUIRES_PAYMENT_METHOD',
  'AUTHORIZED',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
]);

/** api.md, "Resources": payment. Amounts in minor units; `version` is the stream's last revision. */
export const payment = z.strictObject({
  id: z.string(),
  status: paymentStatus,
  amount: part.amount,
  amount_capturable: part.amountOrZero.describe('Minor units that a capture may still take'),
  amount_captured: part.amountOrZero,
  amount_refunded: part.amountOrZero.describe('Minor units of the refunds that succeeded'),
  currency: part.currency,
  capture_method: part.captureMethod,
  secure_mode: part.secureMode,
  customer: part.customer.nullable(),
  metadata: part.metadata,
  reference: z.string().nullable(),
  checkout_session_id: z.string().nullable(),
  return_url: z.string().nullable(),
  max_attempts: part.attempts,
  attempts_left: part.attempts.describe('max_attempts less the declined confirmations'),
  payment_method: part.paymentMethod.nullable(),
  next_action: part.nextAction.nullable(),
  decline: part.decline.nullable().describe('The last; null after success'),
  pending_operation: z.enum(['capture', 'cancel']).nullable().describe('What the provider has not answered yet'),
  cancellation_reason: z
    .string()
    .nullable()
    .describe("The merchant's text, requested_by_customer, abandoned, expired or authorization_expired"),
  source_account: z.string().nullable(),
  destination_account: z.string().nullable(),
  created_at: part.time,
  updated_at: part.time,
  version: z.int().min(0).describe("Revision of the payment's last event, from 0"),
});

export type PaymentResource = z.infer<typeof payment>;
export type PaymentStatus = z.infer<typeof paymentStatus>;
