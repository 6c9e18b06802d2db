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

export const metadata = z.record(z.string(), z.string());
export const captureMethod = z.enum(['automatic', 'manual']);
export const secureMode = z.enum(['automatic', 'required']);

export type Customer = Readonly<z.output<typeof customer>>;
export type PaymentMethod = Readonly<z.output<typeof paymentMethod>>;
export type Decline = Readonly<z.output<typeof decline>>;
export type NextAction = Readonly<z.output<typeof nextAction>>;
export type Metadata = Readonly<z.output<typeof metadata>>;
export type CaptureMethod = z.output<typeof captureMethod>;
export type SecureMode = z.output<typeof secureMode>;
