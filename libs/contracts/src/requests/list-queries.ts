import { z } from 'zod';
import { chargeStatus } from '../resources/charge.ts';
import { checkoutSessionStatus } from '../resources/checkout-session.ts';
import { disputeStatus } from '../resources/dispute.ts';
import { paymentStatus } from '../resources/payment.ts';
import { providerCallbackStatus } from '../resources/provider-callback.ts';
import { pageQuery } from './page-query.ts';
import { text } from './text.ts';
import { timeQuery } from './time-query.ts';

/** `GET /v1/payments`: all that are given hold at once; both times are exclusive, `customer` is the customer's id. */
export const listPaymentsQuery = pageQuery.extend({
  status: paymentStatus.optional(),
  created_after: timeQuery.optional().describe('Exclusive'),
  created_before: timeQuery.optional().describe('Exclusive'),
  reference: text(255).optional(),
  customer: text(255).optional().describe('The id that you gave the customer'),
});

/** `GET /v1/checkout-sessions`. */
export const listSessionsQuery = pageQuery.extend({ status: checkoutSessionStatus.optional() });

/** `GET /v1/disputes`: both hold at once; `payment` is the payment's id. */
export const listDisputesQuery = pageQuery.extend({
  status: disputeStatus.optional(),
  payment: text(255).optional().describe('The payment’s id'),
});

/** `GET /v1/charges`: both hold at once. */
export const listChargesQuery = pageQuery.extend({
  status: chargeStatus.optional(),
  needs_review: z.enum(['true', 'false']).optional().describe('Whether somebody has to look'),
});

/** `GET /v1/provider-callbacks`. */
export const listProviderCallbacksQuery = pageQuery.extend({ status: providerCallbackStatus.optional() });

export type ListPaymentsQuery = z.infer<typeof listPaymentsQuery>;
export type ListSessionsQuery = z.infer<typeof listSessionsQuery>;
export type ListDisputesQuery = z.infer<typeof listDisputesQuery>;
export type ListChargesQuery = z.infer<typeof listChargesQuery>;
export type ListProviderCallbacksQuery = z.infer<typeof listProviderCallbacksQuery>;
