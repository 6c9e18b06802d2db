import { z } from 'zod';
import * as part from './parts.ts';

export const disputeStatus = z.enum(['OPEN', 'WON', 'LOST']);

/** What a payer's bank says of a payment, and who was right in the end (docs/adr/0022). `amount` in minor units. */
export const dispute = z.strictObject({
  id: z.string(),
  payment_id: z.string(),
  status: disputeStatus.describe('WON: the money stays yours'),
  amount: part.amount,
  currency: part.currency,
  reason: z.string().describe('`fraudulent`, or `general`'),
  created_at: part.time,
  updated_at: part.time,
});

export type DisputeResource = z.infer<typeof dispute>;
