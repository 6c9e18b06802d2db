import type { EventOf } from '@counterfoil/event-sourcing/decider';
import { minorUnits, minorUnitsOrZero } from '@counterfoil/money';
import { z } from 'zod';

/** ISO 8601 UTC. */
const time = z.iso.datetime();

const event = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ attemptId: z.string(), at: time, ...shape });

/** Why this provider: the rule that matched, who could have served, and who was left out. */
const routing = z.strictObject({
  rule: z.string(),
  /** The version of the merchant's routing rules; 0: there are none. */
  rulesVersion: z.int().min(0),
  candidates: z.array(z.string()).readonly(),
  excluded: z.array(z.strictObject({ provider: z.string(), reason: z.string() })).readonly(),
});

/** Why a provider said no: `hard` stays no, `soft` may be tried again or elsewhere. */
const decline = z.strictObject({ code: z.string(), message: z.string(), category: z.enum(['hard', 'soft']) });

/** What told the outcome of an attempt that was UNKNOWN; null when it was not. */
const resolvedBy = z.enum(['status_query', 'callback', 'operator']).nullable();

/** Who is tried next for the same confirmation; null: nobody, the confirmation is declined. */
const nextProvider = z.string().nullable();

/** Names one try of a capture or void, or a refund. */
const operationId = z.string();

const disputeId = z.string();

/** Of what is told: a capture, void or refund; null: the authorization itself. */
const concerning = { operationId: z.string().nullable() };

const charged = { providerReference: z.string(), amount: minorUnits, currency: z.string() };

/** The data of every event of a charge attempt, as it is stored; amounts are minor units. */
export const chargeAttemptEvents = {
  /**
   * `attempt` counts the payment's charge attempts from 1, `confirmation` the payer's confirmations. The provider is one of
   * the candidates; null: there is none that can take the payment.
   */
  ChargeAttemptCreated: event({
    merchantId: z.string(),
    paymentId: z.string(),
    confirmationId: z.string(),
    confirmation: z.int().min(1),
    attempt: z.int().min(1),
    provider: z.string().nullable(),
    amount: minorUnits,
    currency: z.string(),
    captureMethod: z.enum(['automatic', 'manual']),
    secureMode: z.enum(['automatic', 'required']),
    paymentMethodId: z.string(),
    routing,
    returnUrl: z.string().nullable(),
  }),
  /** The provider may be called from here on. */
  ChargeAttemptProcessing: event({ provider: z.string() }),
  ChargeAttemptActionRequired: event({ providerReference: z.string(), redirectUrl: z.string(), resolvedBy }),
  ChargeAttemptAuthorized: event({ ...charged, resolvedBy }),
  ChargeAttemptSucceeded: event({ ...charged, resolvedBy }),
  ChargeAttemptDeclined: event({ decline, nextProvider, resolvedBy }),
  /** The provider was never reached: no money can have moved. */
  ChargeAttemptFailed: event({ reason: z.string(), nextProvider, resolvedBy }),
  /** The money may have moved; `evidence` says why nobody knows. */
  ChargeAttemptUnknown: event({ evidence: z.string() }),
  ChargeAttemptCancelled: event({ reason: z.string() }),

  ChargeCaptureRequested: event({ operationId, amount: minorUnits }),
  ChargeVoidRequested: event({ operationId, reason: z.string() }),
  /** The operation's id is the refund's. */
  ChargeRefundRequested: event({ operationId, amount: minorUnits }),
  /** The provider may be called for it from here on. */
  ChargeOperationSent: event({ operationId }),
  /** It may have been done; `evidence` says why nobody knows. */
  ChargeOperationUnknown: event({ operationId, evidence: z.string() }),
  /** `released`: what was authorized and is neither captured nor held any more. */
  ChargeCaptured: event({ operationId, amount: minorUnits, released: minorUnitsOrZero, currency: z.string() }),
  ChargeVoided: event({ operationId, released: minorUnitsOrZero, currency: z.string() }),
  ChargeRefunded: event({ operationId, amount: minorUnits, currency: z.string() }),
  ChargeCaptureFailed: event({ operationId, decline }),
  ChargeVoidFailed: event({ operationId, decline }),
  ChargeRefundFailed: event({ operationId, decline }),

  /** The payer's bank wants the money back. `disputeId` follows from the provider's own id of it. */
  ChargeDisputed: event({ disputeId, amount: minorUnits, currency: z.string(), reason: z.string() }),
  ChargeDisputeWon: event({ disputeId }),
  ChargeDisputeLost: event({ disputeId }),

  /** The provider says it has charged an attempt that had ended without a charge: what it has done follows. */
  ChargeAttemptContradicted: event(charged),

  /** A provider answered about other money, or something else, than it was asked about: an operator has to look. */
  ChargeMismatchFound: event({ ...concerning, evidence: z.string() }),
  /** What the provider does not tell, an operator has found out; `actor` is the API key's id. What it leads to follows. */
  ChargeDecidedByOperator: event({
    ...concerning,
    outcome: z.enum(['succeeded', 'authorized', 'declined']),
    reason: z.string(),
    actor: z.string(),
  }),
  /** The provider says the opposite of what an operator had decided, which stays until an operator has looked again. */
  ChargeDecisionContradicted: event({ ...concerning, evidence: z.string() }),

  /** The payment cannot take the charge: all of it goes back to the payer. */
  ChargeReversalRequested: event({ operationId, by: z.enum(['void', 'refund']), amount: minorUnits }),
  ChargeReversed: event({ operationId, amount: minorUnits, currency: z.string() }),
  /** The provider refuses: an operator has to give the money back. */
  ChargeReversalFailed: event({ operationId, decline }),
} as const;

export type ChargeAttemptEvent = EventOf<typeof chargeAttemptEvents>;
/** One of the events, by its type. */
export type ChargeAttemptEventOf<Type extends ChargeAttemptEvent['type']> = Extract<
  ChargeAttemptEvent,
  { readonly type: Type }
>;

export type Routing = Readonly<z.output<typeof routing>>;
export type Decline = Readonly<z.output<typeof decline>>;
export type ResolvedBy = NonNullable<z.output<typeof resolvedBy>>;
