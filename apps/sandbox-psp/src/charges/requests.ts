import { currencyCode, minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import { OPERATIONS } from '../books/operation.ts';
import { passesLuhn } from '../cards.ts';

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2_048);

/** The caller's id of a charge or refund: the header `Idempotency-Key`. */
export const idempotencyKey = z.object({
  'idempotency-key': z
    .string({ error: 'is required' })
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces'),
});

/** `POST /alpha/v1/charges` */
export const chargeRequest = z.strictObject({
  amount: minorUnits,
  currency: currencyCode,
  /** Capture at once, or authorize only. */
  capture: z.boolean(),
  card: z.strictObject({
    number: z
      .string()
      .regex(/^\d{12,19}$/, 'must be 12 to 19 digits')
      .refine(passesLuhn, { error: 'is not a card number: its check digit is wrong', abort: true }),
    exp_month: z.int().min(1).max(12),
    exp_year: z.int().min(2000).max(9999),
    cvc: z
      .string()
      .regex(/^\d{3,4}$/, 'must be 3 or 4 digits')
      .nullish(),
  }),
  /** Ask the payer for 3-D Secure whatever the card. */
  challenge: z.boolean().default(false),
  return_url: webAddress,
  callback_url: webAddress.nullish(),
});
export type ChargeRequest = z.output<typeof chargeRequest>;

/** `POST …/capture` and `POST …/refunds` */
export const amountRequest = z.strictObject({ amount: minorUnits });

/** `POST …/void` */
export const emptyRequest = z.strictObject({}).nullish();

/** `GET /alpha/v1/charges/:reference` */
export const statusRequest = z.strictObject({ operation: z.enum(OPERATIONS).default('authorize') });
