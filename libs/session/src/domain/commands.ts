import type { SessionEventOf } from './events.ts';
import type { Address, Decline, NextAction, Payer, PaymentMethod } from './parts.ts';

/** `now` is ISO 8601 UTC. */
interface Timed {
  readonly now: string;
}

/** All that the session is from its first event on. */
export interface CreateSession extends Timed, Omit<SessionEventOf<'CheckoutSessionCreated'>, 'type' | 'at'> {
  readonly type: 'CreateSession';
}

/** The payer says "pay with this". What the session has to collect was checked where the request came in. */
export interface ConfirmSession extends Timed {
  readonly type: 'ConfirmSession';
  readonly confirmationId: string;
  /** Keyed hash of the request's content: equal for a double click or a reload. */
  readonly fingerprint: string;
  readonly payer: Payer | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly customFieldValues: Readonly<Record<string, string | number>>;
  readonly paymentMethod: PaymentMethod;
}

/** The payment waits for the payer. */
export interface RecordActionRequired extends Timed {
  readonly type: 'RecordActionRequired';
  readonly nextAction: NextAction;
}

/** The payment was declined, and takes another payment method. */
export interface RecordDecline extends Timed {
  readonly type: 'RecordDecline';
  readonly decline: Decline;
}

export interface CompleteSession extends Timed {
  readonly type: 'CompleteSession';
  readonly paymentStatus: 'SUCCEEDED' | 'AUTHORIZED';
}

/** The payment failed for good. */
export interface FailSession extends Timed {
  readonly type: 'FailSession';
  readonly decline: Decline | null;
}

/** `operationId` names the wish that the session should end. */
export interface CancelSession extends Timed {
  readonly type: 'CancelSession';
  readonly operationId: string;
  readonly reason: string;
}

export interface ExpireSession extends Timed {
  readonly type: 'ExpireSession';
  readonly operationId: string;
}

/** The payment is cancelled, for that reason. */
export interface RecordPaymentCancelled extends Timed {
  readonly type: 'RecordPaymentCancelled';
  readonly reason: string;
}

/** The provider has not called the challenge off. */
export interface RecordEndFailed extends Timed {
  readonly type: 'RecordEndFailed';
}

export type SessionCommand =
  | CreateSession
  | ConfirmSession
  | RecordActionRequired
  | RecordDecline
  | CompleteSession
  | FailSession
  | CancelSession
  | ExpireSession
  | RecordPaymentCancelled
  | RecordEndFailed;

export type SessionCommandType = SessionCommand['type'];
