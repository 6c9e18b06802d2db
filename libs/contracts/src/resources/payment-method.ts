import { z } from 'zod';
import * as part from './parts.ts';

/** api.md, "Resources": payment_method, as `POST /v1/payment-methods` answers it: never the number. */
export const paymentMethodResource = part.paymentMethod.extend({
  card: part.paymentMethod.shape.card.extend({
    fingerprint: z.string().describe('The same for the same number of the same merchant'),
  }),
  created_at: part.time,
  expires_at: part.time,
});

export type PaymentMethodResource = z.infer<typeof paymentMethodResource>;
