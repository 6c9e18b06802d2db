import { z } from 'zod';

/** ISO 8601 UTC with milliseconds. */
export const time = z.iso.datetime({ precision: 3 });

/** Minor units of the currency (ISO 4217). */
export const amount = z.int().min(1).max(999_999_999_999);
export const amountOrZero = z.int().min(0).max(999_999_999_999);

/** ISO 4217 alphabetic code. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

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
export const decline = z.strictObject({ code: z.string(), message: z.string(), category: z.enum(['hard', 'soft']) });

/** What the payer has to do next. */
export const nextAction = z.strictObject({
  type: z.literal('redirect_user_to_url'),
  redirect_user_to_url: z.strictObject({ url: z.string(), return_url: z.string().nullable() }),
});

/** A card as it may be shown: never its number. */
export const paymentMethod = z.strictObject({
  id: z.string(),
  type: z.literal('card'),
  card: z.strictObject({ brand: z.string(), last4: z.string(), exp_month: z.int(), exp_year: z.int() }),
});

export const metadata = z.record(z.string(), z.string());
export const captureMethod = z.enum(['automatic', 'manual']);
export const secureMode = z.enum(['automatic', 'required']);
