import { minorUnitsOrZero } from '@counterfoil/money';
import { z } from 'zod';

/** ISO 8601 UTC. */
export const time = z.iso.datetime();

/** Who the merchant sells to. */
export const customer = z.strictObject({
  id: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
});

/** Who pays. */
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
  postalCode: z.string().nullable(),
  country: z.string().nullable(),
});

/** `unitAmount` in minor units. */
export const lineItem = z.strictObject({ name: z.string(), quantity: z.int(), unitAmount: minorUnitsOrZero });

/** What the merchant wants to ask the payer; `options` of a dropdown only. */
export const customField = z.strictObject({
  key: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'dropdown']),
  required: z.boolean(),
  options: z.array(z.string()).readonly().nullable(),
});

/** What else the payer has to give. */
export const collect = z.strictObject({
  billingAddress: z.boolean(),
  shippingAddress: z.boolean(),
  phone: z.boolean(),
});

/** A card as it may be kept in the log: never its number. */
export const paymentMethod = z.strictObject({
  id: z.string(),
  type: z.literal('card'),
  card: z.strictObject({ brand: z.string(), last4: z.string(), expMonth: z.int(), expYear: z.int() }),
});

/** Why a provider said no: `hard` stays no, `soft` may be tried again or elsewhere. */
export const decline = z.strictObject({ code: z.string(), message: z.string(), category: z.enum(['hard', 'soft']) });

/** What the payer has to do next; `returnUrl` is where that page leads back to. */
export const nextAction = z.strictObject({
  type: z.literal('redirect_user_to_url'),
  url: z.string(),
  returnUrl: z.string().nullable(),
});

export type Payer = Readonly<z.output<typeof payer>>;
export type Address = Readonly<z.output<typeof address>>;
export type PaymentMethod = Readonly<z.output<typeof paymentMethod>>;
export type Decline = Readonly<z.output<typeof decline>>;
export type NextAction = Readonly<z.output<typeof nextAction>>;
