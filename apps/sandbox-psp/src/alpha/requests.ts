import { currencyCode, minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import { OPERATIONS } from '../books/operation.ts';
import { callersReference, cardNumber, securityCode, webAddress } from '../charges/fields.ts';
import type { ChargeOrder } from '../charges/order.ts';

/** The caller's id of a charge or refund: the header `Idempotency-Key`. */
export const idempotencyKey = z.object({ 'idempotency-key': callersReference });

/** `POST /alpha/v1/charges` */
export const chargeRequest = z
  .strictObject({
    amount: minorUnits,
    currency: currencyCode,
    /** Capture at once, or authorize only. */
    capture: z.boolean(),
    card: z.strictObject({
      number: cardNumber,
      exp_month: z.int().min(1).max(12),
      exp_year: z.int().min(2000).max(9999),
      cvc: securityCode,
    }),
    /** Ask the payer for 3-D Secure whatever the card. */
    challenge: z.boolean().default(false),
    return_url: webAddress,
    callback_url: webAddress.nullish(),
  })
  .transform(({ card, return_url, callback_url, ...rest }): ChargeOrder => ({
    ...rest,
    card: { number: card.number, expMonth: card.exp_month, expYear: card.exp_year },
    returnUrl: return_url,
    callbackUrl: callback_url ?? null,
  }));

/** `POST …/capture` and `POST …/refunds` */
export const amountRequest = z.strictObject({ amount: minorUnits });

/** `POST …/void` */
export const emptyRequest = z.strictObject({}).nullish();

/** `GET /alpha/v1/charges/:reference` */
export const statusRequest = z.strictObject({ operation: z.enum(OPERATIONS).default('authorize') });
