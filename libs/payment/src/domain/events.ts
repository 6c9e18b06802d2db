import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { minorUnits, minorUnitsOrZero } from '@counterfoil/money';
import { z } from 'zod';
import * as part from './parts.ts';

const event = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ paymentId: z.string(), at: part.time, ...shape });

/** Names the charge attempt that speaks, and the payer's confirmation that it serves. */
const outcome = { confirmationId: z.string(), attemptId: z.string() };
const money = { amount: minorUnits, currency: z.string() };

/** The data of every event of a payment, as it is stored; amounts are minor units. */
export const paymentEvents = {
  PaymentCreated: event({
    ...money,
    merchantId: z.string(),
    captureMethod: part.captureMethod,
    secureMode: part.secureMode,
    customer: part.customer.nullable(),
    metadata: part.metadata,
    reference: z.string().nullable(),
    checkoutSessionId: z.string().nullable(),
    returnUrl: z.string().nullable(),
    maxAttempts: z.int().min(1),
    sourceAccount: z.string().nullable(),
    destinationAccount: z.string().nullable(),
    /** What it is to be paid with, if the merchant has said so already. */
    paymentMethod: part.paymentMethod.nullable(),
  }),
  /** `attempt` counts the payer's confirmations from 1. */
  PaymentConfirmed: event({
    confirmationId: z.string(),
    attempt: z.int().min(1),
    paymentMethod: part.paymentMethod,
    /** ISO 3166-1 alpha-2, of the billing address; null: not known. */
    payerCountry: z.string().nullable(),
  }),
  PaymentActionRequired: event({ ...outcome, nextAction: part.nextAction }),
  PaymentAuthorized: event({ ...outcome, ...money }),
  PaymentSucceeded: event({ ...outcome, ...money }),
  PaymentAttemptDeclined: event({ ...outcome, decline: part.decline, attemptsLeft: z.int().min(1) }),
  PaymentFailed: event({ ...outcome, decline: part.decline }),
  /** Another charge has paid while the payer was at this attempt's challenge: it is called off. */
  PaymentChallengeWithdrawn: event({ operationId: z.string(), attemptId: z.string() }),
  /** A provider charged for this payment when it could take no charge any more: it is asked to give it back. */
  PaymentChargedLate: event({ ...outcome, ...money }),
  /** What a late charge had taken, or held, is the payer's again. */
  PaymentLateChargeReversed: event({ ...outcome, ...money }),

  PaymentCaptureRequested: event({ operationId: z.string(), amount: minorUnits, released: minorUnitsOrZero }),
  PaymentCaptured: event({ operationId: z.string(), ...money, released: minorUnitsOrZero }),
  PaymentCaptureFailed: event({ operationId: z.string(), decline: part.decline }),

  PaymentCancelRequested: event({ operationId: z.string(), reason: z.string() }),
  PaymentCancelFailed: event({ operationId: z.string(), decline: part.decline }),
  /** `released`: what was authorized and is not any more. */
  PaymentCancelled: event({ operationId: z.string(), reason: z.string(), released: minorUnitsOrZero }),

  RefundRequested: event({ refundId: z.string(), ...money, reason: z.string().nullable() }),
  RefundSucceeded: event({ refundId: z.string(), ...money }),
  RefundFailed: event({ refundId: z.string(), ...money, failureCode: z.string() }),

  DisputeOpened: event({ disputeId: z.string(), ...money, reason: z.string() }),
  DisputeWon: event({ disputeId: z.string(), ...money }),
  DisputeLost: event({ disputeId: z.string(), ...money }),
} as const;

export type PaymentEvent = EventOf<typeof paymentEvents>;
/** One of the events, by its type. */
export type PaymentEventOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { readonly type: Type }>;
