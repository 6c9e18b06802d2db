import { z } from 'zod';
import type { OperationName } from '../books/operation.ts';
import { callersReference, cardNumber, securityCode, webAddress } from '../charges/fields.ts';
import type { ChargeOrder } from '../charges/order.ts';
import { money } from './money.ts';

/** Beta's names of what it does. */
export const KINDS = {
  authorize: 'payment',
  capture: 'settlement',
  void: 'reversal',
  refund: 'credit',
} as const satisfies Record<OperationName, string>;

const OPERATION_OF = { payment: 'authorize', settlement: 'capture', reversal: 'void', credit: 'refund' } as const;

/** `POST /beta/payments` */
export const paymentRequest = z
  .strictObject({
    request_id: callersReference,
    money,
    settle: z.enum(['now', 'later']),
    card: z.strictObject({
      pan: cardNumber,
      expiry: z.string().regex(/^(0[1-9]|1[0-2])\/2\d{3}$/, 'must be MM/YYYY'),
      security_code: securityCode,
    }),
    authentication: z.enum(['as_needed', 'always']).default('as_needed'),
    redirect_to: webAddress,
    notify_at: webAddress.nullish(),
  })
  .transform(({ request_id, card, ...asked }): { readonly reference: string; readonly order: ChargeOrder } => {
    const [expMonth, expYear] = card.expiry.split('/').map(Number) as [number, number];
    return {
      reference: request_id,
      order: {
        ...asked.money,
        capture: asked.settle === 'now',
        challenge: asked.authentication === 'always',
        card: { number: card.pan, expMonth, expYear },
        returnUrl: asked.redirect_to,
        callbackUrl: asked.notify_at ?? null,
      },
    };
  });

/** `PUT /beta/payments/:payment/settlement` */
export const settlementRequest = z.strictObject({ money });

/** `PUT /beta/payments/:payment/reversal` */
export const reversalRequest = z.strictObject({}).nullish();

/** `POST /beta/payments/:payment/credits` */
export const creditRequest = z.strictObject({ request_id: callersReference, money });

/** `GET /beta/transactions` */
export const transactionsQuery = z
  .strictObject({ kind: z.enum(Object.values(KINDS)), request_id: callersReference })
  .transform(({ kind, request_id }) => ({ operation: OPERATION_OF[kind], reference: request_id }));

/** `DELETE /beta/transactions` */
export const abandonQuery = z.strictObject({ kind: z.literal(KINDS.authorize), request_id: callersReference });

/** `GET /beta/chargebacks` */
export const chargebacksQuery = z.strictObject({ chargeback_id: callersReference });
