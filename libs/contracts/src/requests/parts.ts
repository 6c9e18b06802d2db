import { z } from 'zod';
import { text, textOrEmpty } from './text.ts';

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);

/** Who the merchant sells to. Every field may be left out. */
export const customerInput = z.strictObject({
  id: optional(text(255)),
  name: optional(text(255)),
  email: optional(z.email().max(320)),
  phone: optional(text(50)),
});

/** Who pays. */
export const payerInput = z.strictObject({
  name: optional(text(255)),
  email: optional(z.email().max(320)),
  phone: optional(text(50)),
});

/** `country` is ISO 3166-1 alpha-2. */
export const addressInput = z.strictObject({
  line1: optional(text(255)),
  line2: optional(text(255)),
  city: optional(text(255)),
  state: optional(text(255)),
  postal_code: optional(text(50)),
  country: optional(z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as "DE"')).describe(
    'ISO 3166-1 alpha-2',
  ),
});

/** The merchant's own notes: at most 50 keys of at most 40 characters, values of at most 500. */
export const metadataInput = z
  .record(text(40), textOrEmpty(500))
  .refine(entries => Object.keys(entries).length <= 50, 'must have at most 50 keys')
  .default({})
  .describe('Your own notes: at most 50 keys of 40 characters');

/** Digits, perhaps in groups; Luhn and expiry are checked where the vault takes the card. */
export const cardInput = z.strictObject({
  number: z.string().max(40).describe('12 to 19 digits, perhaps in groups'),
  exp_month: z.int().min(1).max(12),
  exp_year: z.int().min(2000).max(9999),
  cvc: optional(z.string().regex(/^\d{3,4}$/, 'must be 3 or 4 digits')).describe('Never stored'),
});

/** How the payer pays: a card, or the token of one that is kept already. */
export const paymentMethodInput = z.union([
  z.strictObject({ type: z.literal('card'), card: cardInput }),
  z.strictObject({ type: z.literal('card'), token: text(100) }),
]);

export type PaymentMethodInput = z.infer<typeof paymentMethodInput>;
export { optional };
