import type { z } from 'zod';
import { checkoutSessionStatus } from '../resources/checkout-session.ts';
import { disputeStatus } from '../resources/dispute.ts';
import { paymentStatus } from '../resources/payment.ts';
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

export type ListPaymentsQuery = z.infer<typeof listPaymentsQuery>;
export type ListSessionsQuery = z.infer<typeof listSessionsQuery>;
export type ListDisputesQuery = z.infer<typeof listDisputesQuery>;
