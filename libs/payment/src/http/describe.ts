import type { Described } from '@counterfoil/platform/openapi';
import {
  cancelPaymentBody,
  capturePaymentBody,
  confirmPaymentBody,
  createPaymentBody,
  createPaymentMethodBody,
  createRefundBody,
} from '@counterfoil/contracts/requests';
import { namedResources, paymentMethodResource, timelineEntry } from '@counterfoil/contracts/resources';
import { operationsOfPayments } from './describe-operations.ts';
import { PAYMENTS, payments } from './describe-payments.ts';
import { disputes, DISPUTES } from './describe-disputes.ts';
import { refundsAndMethods, PAYMENT_METHODS, REFUNDS } from './describe-refunds.ts';

/** What this context serves over HTTP. */
export const paymentApi: Described = {
  tags: [
    {
      name: PAYMENTS,
      description:
        'The API-only flow, and the outcome of every session. One of an open session is confirmed and cancelled there.',
    },
    { name: REFUNDS, description: 'Money back, whole or in parts.' },
    { name: DISPUTES, description: 'A payer’s bank wants the money back. Providers report them, and who wins.' },
    {
      name: PAYMENT_METHODS,
      description: 'A card, kept for 24 h under a token, so that your server sends its number once.',
    },
  ],
  operations: [...payments, ...operationsOfPayments, ...refundsAndMethods, ...disputes],
  schemas: {
    CreatePayment: createPaymentBody,
    ConfirmPayment: confirmPaymentBody,
    CapturePayment: capturePaymentBody,
    CancelPayment: cancelPaymentBody,
    CreateRefund: createRefundBody,
    CreatePaymentMethod: createPaymentMethodBody,
    ...namedResources,
    PaymentMethod: paymentMethodResource,
    TimelineEntry: timelineEntry,
  },
};
