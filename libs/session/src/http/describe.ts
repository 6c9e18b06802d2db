import { confirmSessionBody, createSessionBody, listSessionsQuery } from '@counterfoil/contracts/requests';
import {
  checkoutSessions,
  confirmResult,
  confirmResultOf,
  createdCheckoutSession,
  merchantCheckoutSession,
  namedResources,
  pageSchema,
  payerCheckoutSession,
  payerCheckoutSessions,
  payments,
} from '@counterfoil/contracts/resources';
import type { Described, Operation } from '@counterfoil/platform/openapi';
import { z } from 'zod';
import { PAYER_PATH } from './payer-path.ts';

const MERCHANT = 'Checkout sessions';
const PAYER = 'The payer’s side';
/** A number of the sandbox, in pieces: sources are searched for card numbers. */
const VISA = '4242'.repeat(4);

const id = { id: ['The session’s id', checkoutSessions.created.id] } as const;
const token = { token: ['The session’s token', checkoutSessions.created.token] } as const;
const card = { type: 'card', card: { number: VISA, exp_month: 12, exp_year: 2030, cvc: '123' } };

const merchantAnswer = z.strictObject({ checkout_session: merchantCheckoutSession });
const payerAnswer = z.strictObject({ checkout_session: payerCheckoutSession });

const newSession = {
  amount: 12_500,
  currency: 'EUR',
  return_url: 'https://shop.example/thanks',
};

const merchantOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/checkout-sessions',
    operationId: 'createCheckoutSession',
    tag: MERCHANT,
    summary: 'Create a checkout session',
    description:
      'Makes a session and its payment. Send the payer to `${url}?token=${token}`. This answer is the only one that shows `token`.',
    body: {
      schema: createSessionBody,
      examples: {
        short: newSession,
        full: {
          ...newSession,
          url: 'https://shop.example/checkout',
          cancel_url: 'https://shop.example/basket',
          reference: 'order-7',
          customer: { id: 'cus_77', name: 'Ada Lovelace', email: 'ada@example.com' },
          line_items: [{ name: 'Anvil', quantity: 1, unit_amount: 12_500 }],
          metadata: { order: '7' },
          expires_in: 1_800,
          custom_fields: [{ key: 'size', label: 'Size', type: 'dropdown', required: true, options: ['S', 'L'] }],
          max_attempts: 3,
        },
      },
    },
    answers: {
      201: {
        description: 'The session, PENDING.',
        schema: z.strictObject({ checkout_session: createdCheckoutSession }),
        examples: { created: { checkout_session: checkoutSessions.created } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/checkout-sessions',
    operationId: 'listCheckoutSessions',
    tag: MERCHANT,
    summary: 'List checkout sessions',
    description: 'Newest first, each with its whole payment.',
    query: listSessionsQuery,
    answers: {
      200: {
        description: 'A page of them.',
        schema: pageSchema(merchantCheckoutSession),
        examples: { page: { data: [checkoutSessions.completed], has_more: true, next_cursor: 'MTA0Mg' } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/checkout-sessions/:id',
    operationId: 'getCheckoutSession',
    tag: MERCHANT,
    summary: 'Read a checkout session',
    parameters: id,
    answers: {
      200: {
        description: 'The session with its whole payment.',
        schema: merchantAnswer,
        examples: {
          pending: { checkout_session: checkoutSessions.pending },
          completed: { checkout_session: checkoutSessions.completed },
        },
      },
    },
  },
  {
    method: 'post',
    path: '/v1/checkout-sessions/:id/cancel',
    operationId: 'cancelCheckoutSession',
    tag: MERCHANT,
    summary: 'Cancel a checkout session',
    description:
      'Ends the session and its payment. While the payer is at a challenge, the provider is asked to call it off first: that takes up to 10 s.',
    parameters: id,
    answers: {
      200: {
        description: 'It is CANCELLED, and so is its payment.',
        schema: merchantAnswer,
        examples: { cancelled: { checkout_session: checkoutSessions.cancelled } },
      },
      202: {
        description: 'The provider has not answered within 10 s: the session ends once it has.',
        schema: merchantAnswer,
        examples: { ending: { checkout_session: checkoutSessions.pending } },
      },
    },
    problems: ['session_not_cancellable'],
  },
];

const payerOperations: readonly Operation[] = [
  {
    method: 'get',
    path: `/${PAYER_PATH}`,
    operationId: 'getCheckoutSessionAsPayer',
    tag: PAYER,
    summary: 'Read the session',
    description: 'Shows how the payment stands; serves polling. Readable for 24 h after the session has ended.',
    audience: 'payer',
    parameters: token,
    answers: {
      200: {
        description: 'What the payer may see of it: no secret, no metadata.',
        schema: payerAnswer,
        examples: {
          pending: { checkout_session: payerCheckoutSessions.pending },
          challenged: { checkout_session: payerCheckoutSessions.challenged },
        },
      },
    },
  },
  {
    method: 'post',
    path: `/${PAYER_PATH}/confirm`,
    operationId: 'confirmCheckoutSession',
    tag: PAYER,
    summary: 'Pay',
    description:
      'Waits up to 10 s for the outcome; later than that it answers with `paymentStatus: "PROCESSING"`. A confirm with the accepted one’s body (a double click, a reload) gets the same answer.',
    audience: 'payer',
    parameters: token,
    body: {
      schema: confirmSessionBody,
      examples: {
        card: { payment_method: card },
        full: {
          payment_method: card,
          payer: { name: 'Ada Lovelace', email: 'ada@example.com' },
          billing_address: { line1: '12 St James’s Square', city: 'London', postal_code: 'SW1Y 4JH', country: 'GB' },
          shipping_same_as_billing: true,
          custom_fields: { size: 'L' },
        },
      },
    },
    answers: {
      200: {
        description: 'The outcome. A decline is one too.',
        schema: z.strictObject({ checkout_session: payerCheckoutSession, confirmResult }),
        examples: {
          paid: {
            checkout_session: payerCheckoutSessions.completed,
            confirmResult: confirmResultOf(payments.succeeded, 'COMPLETED'),
          },
          challenged: {
            checkout_session: payerCheckoutSessions.challenged,
            confirmResult: confirmResultOf(payments.requiresAction, 'PROCESSING'),
          },
          declined: {
            checkout_session: payerCheckoutSessions.declined,
            confirmResult: confirmResultOf(payments.declined, 'PROCESSING'),
          },
        },
      },
    },
    problems: ['session_not_confirmable', 'attempts_exhausted', 'provider_unavailable'],
  },
  {
    method: 'post',
    path: `/${PAYER_PATH}/cancel`,
    operationId: 'cancelCheckoutSessionAsPayer',
    tag: PAYER,
    summary: 'Give up',
    description: 'Ends the session and its payment with the reason `abandoned`.',
    audience: 'payer',
    parameters: token,
    answers: {
      200: {
        description: 'It is CANCELLED.',
        schema: payerAnswer,
        examples: { cancelled: { checkout_session: payerCheckoutSessions.cancelled } },
      },
      202: {
        description: 'The provider has not answered within 10 s: the session ends once it has.',
        schema: payerAnswer,
        examples: { ending: { checkout_session: payerCheckoutSessions.challenged } },
      },
    },
    problems: ['session_not_cancellable'],
  },
];

/** What a browser asks before it sends such a request for a page of another origin. */
const preflight = (path: string, operationId: string): Operation => ({
  method: 'options',
  path,
  operationId,
  tag: PAYER,
  summary: 'What the merchant’s page may do (CORS)',
  audience: 'open',
  parameters: token,
  answers: {
    204: {
      description: 'The headers name the origin of the session’s `url`, and no other.',
      headers: ['access-control-allow-origin', 'access-control-allow-methods', 'access-control-allow-headers'],
    },
  },
});

/** What this context serves over HTTP. */
export const sessionApi: Described = {
  tags: [
    {
      name: MERCHANT,
      description: 'The payer pays on your checkout page, or on the hosted one; you learn how it ended.',
    },
    {
      name: PAYER,
      description:
        'The token in the path is all that the payer has: no key, and only this session. A page of the origin of the session’s `url` may call these (CORS).',
    },
  ],
  operations: [
    ...merchantOperations,
    ...payerOperations,
    preflight(`/${PAYER_PATH}`, 'preflightCheckoutSession'),
    preflight(`/${PAYER_PATH}/confirm`, 'preflightConfirm'),
    preflight(`/${PAYER_PATH}/cancel`, 'preflightCancel'),
  ],
  schemas: {
    ...namedResources,
    CreateCheckoutSession: createSessionBody,
    ConfirmCheckoutSession: confirmSessionBody,
    CheckoutSession: merchantCheckoutSession,
    CreatedCheckoutSession: createdCheckoutSession,
    PayerCheckoutSession: payerCheckoutSession,
  },
};
