import { z } from 'zod';
import { checkoutSessionStatus } from './checkout-session.ts';
import * as part from './parts.ts';
import { paymentStatus } from './payment.ts';

/** What a confirm answers. `status` is the session's status (the payment's, in the API-only flow). */
export const confirmResult = z.strictObject({
  status: z.union([checkoutSessionStatus, paymentStatus]).describe("The session's (the payment's, without a session)"),
  paymentId: z.string(),
  paymentStatus,
  paymentNextAction: part.nextAction.nullable(),
  decline: part.decline.nullable().describe('A decline is no error: the call has worked'),
});

export type ConfirmResult = Readonly<z.infer<typeof confirmResult>>;
