import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { minorUnits } from '@counterfoil/money';
import { z } from 'zod';
import * as part from './parts.ts';

const event = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ sessionId: z.string(), at: part.time, ...shape });

/** The data of every event of a checkout session, as it is stored; amounts are minor units. */
export const sessionEvents = {
  /** `tokenHash`: the payer's token itself is never written down. */
  CheckoutSessionCreated: event({
    paymentId: z.string(),
    merchantId: z.string(),
    tokenHash: z.string(),
    amount: minorUnits,
    currency: z.string(),
    url: z.string().nullable(),
    returnUrl: z.string(),
    cancelUrl: z.string().nullable(),
    reference: z.string().nullable(),
    customer: part.customer.nullable(),
    lineItems: z.array(part.lineItem).readonly(),
    metadata: z.record(z.string(), z.string()),
    expiresAt: part.time,
    secureMode: z.enum(['automatic', 'required']),
    captureMethod: z.enum(['automatic', 'manual']),
    customFields: z.array(part.customField).readonly(),
    collect: part.collect,
    maxAttempts: z.int().min(1),
  }),
  /** `attempt` counts the confirmations from 1; `fingerprint` tells a repeated request from another one. */
  CheckoutSessionConfirmed: event({
    confirmationId: z.string(),
    attempt: z.int().min(1),
    fingerprint: z.string(),
    payer: part.payer.nullable(),
    billingAddress: part.address.nullable(),
    shippingAddress: part.address.nullable(),
    customFieldValues: z.record(z.string(), z.union([z.string(), z.number()])),
    paymentMethod: part.paymentMethod,
  }),
  CheckoutSessionActionRequired: event({ confirmationId: z.string(), nextAction: part.nextAction }),
  CheckoutSessionAttemptDeclined: event({
    confirmationId: z.string(),
    decline: part.decline,
    attemptsLeft: z.int().min(0),
  }),
  /** The payer is at a challenge: the provider has to call it off before the session may end. */
  CheckoutSessionEndRequested: event({ operationId: z.string(), reason: z.string() }),
  /** The provider has not called it off, so the payer may still finish it. */
  CheckoutSessionEndFailed: event({}),
  CheckoutSessionCompleted: event({ paymentStatus: z.enum(['SUCCEEDED', 'AUTHORIZED']) }),
  CheckoutSessionFailed: event({ decline: part.decline.nullable() }),
  CheckoutSessionCancelled: event({ reason: z.string() }),
  CheckoutSessionExpired: event({}),
} as const;

export type SessionEvent = EventOf<typeof sessionEvents>;
/** One of the events, by its type. */
export type SessionEventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: Type }>;
