import type { CaptureMethod, Customer, Decline, Metadata, NextAction, PaymentMethod, SecureMode } from './parts.ts';

/** `now` is ISO 8601 UTC. */
interface Timed {
  readonly now: string;
}

export interface CreatePayment extends Timed {
  readonly type: 'CreatePayment';
  readonly paymentId: string;
  readonly merchantId: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly captureMethod: CaptureMethod;
  readonly secureMode: SecureMode;
  readonly customer: Customer | null;
  readonly metadata: Metadata;
  readonly reference: string | null;
  readonly checkoutSessionId: string | null;
  readonly returnUrl: string | null;
  readonly maxAttempts: number;
  readonly sourceAccount: string | null;
  readonly destinationAccount: string | null;
  readonly paymentMethod: PaymentMethod | null;
}

/** Who acts before money is authorized: the payment's session, or null for its merchant, or time, directly. */
interface ThroughSession {
  readonly checkoutSessionId: string | null;
}

export interface ConfirmPayment extends Timed, ThroughSession {
  readonly type: 'ConfirmPayment';
  /** Names this confirmation; the same id again is a repeat. */
  readonly confirmationId: string;
  /** Null: none was given, and the payment has none that can still be used. */
  readonly paymentMethod: PaymentMethod | null;
  /** ISO 3166-1 alpha-2, of the billing address; null: not known. */
  readonly payerCountry: string | null;
}

/** What one charge attempt tells of the confirmation that it serves. */
export interface AttemptOutcome extends Timed {
  readonly confirmationId: string;
  readonly attemptId: string;
}

export interface RequireAction extends AttemptOutcome {
  readonly type: 'RequireAction';
  readonly nextAction: NextAction;
}

export interface AuthorizePayment extends AttemptOutcome {
  readonly type: 'AuthorizePayment';
}

export interface SucceedPayment extends AttemptOutcome {
  readonly type: 'SucceedPayment';
}

/** The confirmation is declined: no other provider will be tried for it. */
export interface DeclineAttempt extends AttemptOutcome {
  readonly type: 'DeclineAttempt';
  readonly decline: Decline;
}

/** `operationId` names one try of a capture or void, so that its outcome is not taken for another's. */
interface Operation extends Timed {
  readonly operationId: string;
}

export interface CapturePayment extends Operation {
  readonly type: 'CapturePayment';
  /** Minor units; null captures all that is authorized. */
  readonly amount: bigint | null;
}

/** The provider has captured `amount` (minor units) of the authorization. */
export interface RecordCapture extends Operation {
  readonly type: 'RecordCapture';
  readonly amount: bigint;
}

export interface FailCapture extends Operation {
  readonly type: 'FailCapture';
  readonly decline: Decline;
}

/** Of a session that ends: a payment that is authorized, or has ended, stays as it is. */
export interface CancelPayment extends Operation, ThroughSession {
  readonly type: 'CancelPayment';
  readonly reason: string;
}

/** Time is up: for the payer's confirmation, or for the capture of an authorization, if it still waits since then. */
export interface ExpirePayment extends Operation {
  readonly type: 'ExpirePayment';
  /** ISO 8601 UTC, as the payment's `waiting` said it. */
  readonly waitsSince: string;
}

/** The provider has voided the authorization of `attemptId`, or called its challenge off. */
export interface ConfirmVoid extends Operation {
  readonly type: 'ConfirmVoid';
  readonly attemptId: string;
}

/** The provider refused to void the authorization, or to call the challenge off. */
export interface FailVoid extends Operation {
  readonly type: 'FailVoid';
  readonly decline: Decline;
}

/** A charge that the payment could not take has gone back to the payer. */
export interface ConfirmReversal extends Timed {
  readonly type: 'ConfirmReversal';
  readonly attemptId: string;
}

export interface RequestRefund extends Timed {
  readonly type: 'RequestRefund';
  readonly refundId: string;
  /** Minor units; null refunds what is left. */
  readonly amount: bigint | null;
  readonly reason: string | null;
}

export interface SucceedRefund extends Timed {
  readonly type: 'SucceedRefund';
  readonly refundId: string;
}

export interface FailRefund extends Timed {
  readonly type: 'FailRefund';
  readonly refundId: string;
  readonly failureCode: string;
}

export interface OpenDispute extends Timed {
  readonly type: 'OpenDispute';
  readonly disputeId: string;
  /** The attempt that is disputed. */
  readonly attemptId: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly reason: string;
}

export interface WinDispute extends Timed {
  readonly type: 'WinDispute';
  readonly disputeId: string;
  /** The attempt that was disputed. */
  readonly attemptId: string;
}

export interface LoseDispute extends Timed {
  readonly type: 'LoseDispute';
  readonly disputeId: string;
  /** The attempt that was disputed. */
  readonly attemptId: string;
}

export type PaymentCommand =
  | CreatePayment
  | ConfirmPayment
  | RequireAction
  | AuthorizePayment
  | SucceedPayment
  | DeclineAttempt
  | CapturePayment
  | RecordCapture
  | FailCapture
  | CancelPayment
  | ExpirePayment
  | ConfirmVoid
  | FailVoid
  | ConfirmReversal
  | RequestRefund
  | SucceedRefund
  | FailRefund
  | OpenDispute
  | WinDispute
  | LoseDispute;

export type PaymentCommandType = PaymentCommand['type'];
