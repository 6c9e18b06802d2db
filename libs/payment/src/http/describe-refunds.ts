import { createPaymentMethodBody, createRefundBody, pageQuery } from '@counterfoil/contracts/requests';
import {
  pageSchema,
  paymentMethodExample,
  paymentMethodResource,
  refund,
  refundExample,
} from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';
import { card, id } from './describe-payments.ts';

export const REFUNDS = 'Refunds';
export const PAYMENT_METHODS = 'Payment methods';

const refundAnswer = z.strictObject({ refund });

/** Refunds, and cards that are kept. */
export const refundsAndMethods: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/payments/:id/refunds',
    operationId: 'createRefund',
    tag: REFUNDS,
    summary: 'Refund a payment',
    description:
      'Whole or in parts, never more than was captured. Waits up to 10 s for the provider, then it is PENDING.',
    parameters: id,
    body: {
      schema: createRefundBody,
      required: false,
      examples: { whatIsLeft: {}, part: { amount: 2_500, reason: 'one of two was broken' } },
    },
    answers: {
      201: {
        description: 'The refund; one that the provider refused is FAILED.',
        schema: refundAnswer,
        examples: {
          succeeded: { refund: refundExample },
          pending: { refund: { ...refundExample, status: 'PENDING', updated_at: refundExample.created_at } },
          failed: { refund: { ...refundExample, status: 'FAILED', failure_code: 'refund_failed' } },
        },
      },
    },
    problems: ['payment_not_refundable', 'amount_exceeds_refundable', 'operation_in_progress'],
  },
  {
    method: 'get',
    path: '/v1/payments/:id/refunds',
    operationId: 'listRefunds',
    tag: REFUNDS,
    summary: 'List a payment’s refunds',
    parameters: id,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of them, newest first.',
        schema: pageSchema(refund),
        examples: { page: { data: [refundExample], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/refunds/:id',
    operationId: 'getRefund',
    tag: REFUNDS,
    summary: 'Read a refund',
    parameters: { id: ['The refund’s id', refundExample.id] },
    answers: {
      200: { description: 'The refund.', schema: refundAnswer, examples: { succeeded: { refund: refundExample } } },
    },
  },
  {
    method: 'post',
    path: '/v1/payment-methods',
    operationId: 'createPaymentMethod',
    tag: PAYMENT_METHODS,
    summary: 'Keep a card',
    description:
      'The token serves any number of your payments for 24 h. The number is kept encrypted and never shown again; the cvc is not kept.',
    body: { schema: createPaymentMethodBody, examples: { card } },
    answers: {
      201: {
        description: 'The card as it may be shown.',
        schema: z.strictObject({ payment_method: paymentMethodResource }),
        examples: { visa: { payment_method: paymentMethodExample } },
      },
    },
  },
];
