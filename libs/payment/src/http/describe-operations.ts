import { cancelPaymentBody, capturePaymentBody } from '@counterfoil/contracts/requests';
import { payments as examples } from '@counterfoil/contracts/resources';
import type { Operation } from '@counterfoil/platform/openapi';
import { id, paymentAnswer, PAYMENTS } from './describe-payments.ts';

/** What is done to an authorization. */
export const operationsOfPayments: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/payments/:id/capture',
    operationId: 'capturePayment',
    tag: PAYMENTS,
    summary: 'Capture an authorized payment',
    description: 'Once, all of it or a part; the rest is released.',
    parameters: id,
    body: { schema: capturePaymentBody, required: false, examples: { all: {}, part: { amount: 4_000 } } },
    answers: {
      200: {
        description: 'It is captured.',
        schema: paymentAnswer,
        examples: { captured: { payment: examples.captured } },
      },
      202: {
        description: 'The provider has not answered within 10 s; `pending_operation` is `capture` until it has.',
        schema: paymentAnswer,
        examples: { capturing: { payment: examples.capturing } },
      },
    },
    problems: ['payment_not_capturable', 'amount_exceeds_capturable', 'capture_failed', 'operation_in_progress'],
  },
  {
    method: 'post',
    path: '/v1/payments/:id/cancel',
    operationId: 'cancelPayment',
    tag: PAYMENTS,
    summary: 'Cancel a payment',
    description: 'Ends a payment that nobody has paid yet; releases an authorization at the provider.',
    parameters: id,
    body: {
      schema: cancelPaymentBody,
      required: false,
      examples: { plain: {}, withReason: { reason: 'out of stock' } },
    },
    answers: {
      200: {
        description: 'It is CANCELLED, and nothing is held.',
        schema: paymentAnswer,
        examples: { cancelled: { payment: examples.cancelled } },
      },
      202: {
        description: 'The provider has not answered within 10 s; `pending_operation` is `cancel` until it has.',
        schema: paymentAnswer,
        examples: { voiding: { payment: examples.voiding } },
      },
    },
    problems: ['payment_not_cancellable', 'operation_in_progress'],
  },
];
