import {
  confirmPaymentBody,
  createPaymentBody,
  getPaymentQuery,
  listPaymentsQuery,
  pageQuery,
} from '@counterfoil/contracts/requests';
import {
  charge,
  chargeExample,
  confirmResult,
  confirmResultOf,
  pageSchema,
  payment,
  payments as examples,
  timelineEntry,
  timelineEntryExample,
} from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';

export const PAYMENTS = 'Payments';

/** A number of the sandbox, in pieces: sources are searched for card numbers. */
const VISA = '4242'.repeat(4);

/** The path's parameter. */
export const id = { id: ['The payment’s id', examples.created.id] } as const;
export const card = { type: 'card', card: { number: VISA, exp_month: 12, exp_year: 2030, cvc: '123' } } as const;
export const paymentAnswer = z.strictObject({ payment });

const confirmed = {
  succeeded: { payment: examples.succeeded, confirmResult: confirmResultOf(examples.succeeded) },
  challenged: { payment: examples.requiresAction, confirmResult: confirmResultOf(examples.requiresAction) },
  declined: { payment: examples.declined, confirmResult: confirmResultOf(examples.declined) },
};
const money = { amount: 12_500, currency: 'EUR' };

/** Making, confirming and reading payments. */
export const payments: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/payments',
    operationId: 'createPayment',
    tag: PAYMENTS,
    summary: 'Create a payment',
    description:
      'With `confirm: true` and a `payment_method` it is paid in the same call; without `confirm` the method is kept for the confirm, a card until the payment ends, 24 h at most. The idempotency key may come as `idempotency_key` in the body, too.',
    body: {
      schema: createPaymentBody,
      examples: {
        paidAtOnce: { ...money, confirm: true, payment_method: card },
        payLater: { ...money, reference: 'order-7', metadata: { order: '7' } },
        cardNowPayLater: { ...money, payment_method: card },
        authorizeOnly: { ...money, capture_method: 'manual', confirm: true, payment_method: card },
      },
    },
    answers: {
      201: {
        description: '`confirmResult` is null unless the payment was confirmed.',
        schema: z.strictObject({ payment, confirmResult: confirmResult.nullable() }),
        examples: {
          created: { payment: examples.created, confirmResult: null },
          withCard: { payment: examples.createdWithCard, confirmResult: null },
          ...confirmed,
        },
      },
    },
    problems: ['provider_unavailable'],
  },
  {
    method: 'get',
    path: '/v1/payments',
    operationId: 'listPayments',
    tag: PAYMENTS,
    summary: 'List payments',
    description: 'Newest first. All filters that are given hold at once.',
    query: listPaymentsQuery,
    answers: {
      200: {
        description: 'A page of them.',
        schema: pageSchema(payment),
        examples: { page: { data: [examples.succeeded], has_more: true, next_cursor: 'MTA0Mg' } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/payments/:id',
    operationId: 'getPayment',
    tag: PAYMENTS,
    summary: 'Read a payment, also as it was',
    description: '`as_of` takes a time or a log position, both inclusive. Before its creation a payment is 404.',
    parameters: id,
    query: getPaymentQuery,
    answers: {
      200: {
        description: 'The payment.',
        schema: paymentAnswer,
        examples: { succeeded: { payment: examples.succeeded }, authorized: { payment: examples.authorized } },
      },
    },
  },
  {
    method: 'post',
    path: '/v1/payments/:id/confirm',
    operationId: 'confirmPayment',
    tag: PAYMENTS,
    summary: 'Pay',
    description:
      'With the given `payment_method`, or else with the one that the payment shows, also again after a decline; 422 when there is none, or its card is not kept any more. Waits up to 10 s for the outcome; later than that it answers with `paymentStatus: "PROCESSING"`. A decline is an answer, too.',
    parameters: id,
    body: {
      schema: confirmPaymentBody,
      required: false,
      examples: {
        card: { payment_method: card },
        token: { payment_method: { type: 'card', token: 'pm_01kajaq3n2k4j6h8g1f3d5s7aq' } },
        asKept: {},
      },
    },
    answers: {
      200: {
        description: 'The outcome.',
        schema: z.strictObject({ payment, confirmResult }),
        examples: confirmed,
      },
    },
    problems: ['payment_not_confirmable', 'attempts_exhausted', 'operation_in_progress', 'provider_unavailable'],
  },
  {
    method: 'get',
    path: '/v1/payments/:id/charges',
    operationId: 'listPaymentCharges',
    tag: PAYMENTS,
    summary: 'List a payment’s attempts',
    description: 'Every execution at a provider, oldest first.',
    parameters: id,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of them.',
        schema: pageSchema(charge),
        examples: { page: { data: [chargeExample], has_more: false, next_cursor: null } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/payments/:id/timeline',
    operationId: 'getTimeline',
    tag: PAYMENTS,
    summary: 'Read what happened',
    description: 'Every event of the session, the payment and its attempts in causal order, oldest first.',
    parameters: id,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of them.',
        schema: pageSchema(timelineEntry),
        examples: { page: { data: [timelineEntryExample], has_more: false, next_cursor: null } },
      },
    },
  },
];
