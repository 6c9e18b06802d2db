import { z } from 'zod';

/** ISO 8601 UTC with milliseconds. */
export const time = z.iso.datetime({ precision: 3 }).describe('ISO 8601, UTC, with milliseconds');

/** Minor units of the currency (ISO 4217). */
export const amount = z
  .int()
  .min(1)
  .max(999_999_999_999)
  .describe("In the currency's minor unit (ISO 4217): 1250 is EUR 12.50, JPY 1250");
export const amountOrZero = z.int().min(0).max(999_999_999_999).describe("In the currency's minor unit (ISO 4217)");

/** ISO 4217 alphabetic code. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217 alphabetic code');

export const customer = z.strictObject({
  id: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
});

export const payer = z.strictObject({
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
});

export const address = z.strictObject({
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string().nullable(),
});

/** Why a provider said no: `hard` stays no, `soft` may be tried again or elsewhere. */
export const decline = z.strictObject({
  code: z.string().describe('Stable, snake_case: docs/errors.md says what to do'),
  message: z.string().describe('For the payer'),
  category: z.enum(['hard', 'soft']).describe('hard: this card will not do; soft: try again'),
});

/** What the payer has to do next. */
export const nextAction = z.strictObject({
  type: z.literal('redirect_user_to_url'),
  redirect_user_to_url: z.strictObject({
    url: z.string().describe("Send the payer's browser here"),
    return_url: z.string().nullable().describe('Where the payer ends up afterwards'),
  }),
});

const month = z.int().min(1).max(12);
const year = z.int().min(2000).max(9999);

/** A card as it may be shown: never its number. */
export const paymentMethod = z.strictObject({
  id: z.string(),
  type: z.literal('card'),
  card: z.strictObject({ brand: z.string(), last4: z.string(), exp_month: month, exp_year: year }),
});

export const metadata = z.record(z.string(), z.string()).describe("The merchant's own notes");
export const captureMethod = z
  .enum(['automatic', 'manual'])
  .describe('manual: the payment waits AUTHORIZED for a capture');
export const secureMode = z.enum(['automatic', 'required']).describe('required: every card is asked for 3-D Secure');

/** Of the payer's confirmations that may be declined. */
export const attempts = z.int().min(0).max(10);
