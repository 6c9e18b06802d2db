import { z } from 'zod';
import * as part from './parts.ts';

const refundStatus = z.enum(['PENDING', 'SUCCEEDED', 'FAILED']);

/** api.md, "Resources": refund. `amount` in minor units; `failure_code` is null unless FAILED. */
export const refund = z.strictObject({
  id: z.string(),
  payment_id: z.string(),
  status: refundStatus,
  amount: part.amount,
  currency: part.currency,
  reason: z.string().nullable(),
  failure_code: z.string().nullable().describe('Null unless FAILED'),
  created_at: part.time,
  updated_at: part.time,
});

export type RefundResource = z.infer<typeof refund>;
