import type { Decline, ResolvedBy, Routing } from './events.ts';

/** `now` is ISO 8601 UTC. */
interface Timed {
  readonly now: string;
}

export interface StartAttempt extends Timed {
  readonly type: 'StartAttempt';
  readonly attemptId: string;
  readonly merchantId: string;
  readonly paymentId: string;
  /** The payer's confirmation that this attempt serves. */
  readonly confirmationId: string;
  /** Which of the payer's confirmations that is, from 1. */
  readonly confirmation: number;
  /** Which of the payment's attempts this is, from 1. */
  readonly attempt: number;
  /** One of the candidates; null: there is none. */
  readonly provider: string | null;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'manual';
  readonly secureMode: 'automatic' | 'required';
  readonly paymentMethodId: string;
  readonly routing: Routing;
  readonly returnUrl: string | null;
}

/** Given before the provider is called: after it, the money may have moved. */
export interface SendAttempt extends Timed {
  readonly type: 'SendAttempt';
}

/** What is known of the provider's decision. `unknown` is not a failure. */
export type Outcome =
  | { readonly type: 'approved'; readonly providerReference: string }
  | { readonly type: 'authorized'; readonly providerReference: string }
  | { readonly type: 'action_required'; readonly providerReference: string; readonly redirectUrl: string }
  | ({ readonly type: 'declined' } & Decline)
  | { readonly type: 'failed_before_sending'; readonly reason: string }
  /** `mismatch`: the answer was about something else than what was asked. */
  | { readonly type: 'unknown'; readonly evidence: string; readonly mismatch: boolean };

export interface RecordOutcome extends Timed {
  readonly type: 'RecordOutcome';
  readonly outcome: Outcome;
  /** Who tells: the answer to the call itself, or whoever learned it later. */
  readonly by: 'call' | ResolvedBy;
}

/** Gives up an attempt that was not sent. */
export interface CancelAttempt extends Timed {
  readonly type: 'CancelAttempt';
  readonly reason: string;
}

/** `operationId` names one try of a capture or void, or a refund: the same id again is a repeat. */
interface Operating extends Timed {
  readonly operationId: string;
}

export interface RequestCapture extends Operating {
  readonly type: 'RequestCapture';
  /** Minor units; the rest of the authorization is released. */
  readonly amount: bigint;
}

/** Releases an authorization, or calls off a challenge. */
export interface RequestVoid extends Operating {
  readonly type: 'RequestVoid';
  readonly reason: string;
}

export interface RequestRefund extends Operating {
  readonly type: 'RequestRefund';
  /** Minor units. */
  readonly amount: bigint;
}

/** Given before the provider is called: after it, the money may have moved. */
export interface SendOperation extends Operating {
  readonly type: 'SendOperation';
}

/** What is known of the provider's doing. `declined`: for certain nothing was done. `unknown` is not a failure. */
export type OperationOutcome =
  | { readonly type: 'succeeded' }
  | Extract<Outcome, { readonly type: 'declined' | 'failed_before_sending' | 'unknown' }>;

export interface RecordOperation extends Operating {
  readonly type: 'RecordOperation';
  readonly outcome: OperationOutcome;
}

/** How a dispute of the charge stands, as its provider says. */
export interface RecordDispute extends Timed {
  readonly type: 'RecordDispute';
  readonly disputeId: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  /** Minor units. */
  readonly amount: bigint;
  readonly reason: string;
}

/** Gives back a charge that its payment cannot take: by a void what is authorized only, by a refund what is captured. */
export interface ReverseCharge extends Operating {
  readonly type: 'ReverseCharge';
}

/** What an operator has found out about an outcome that the provider does not tell. */
export interface DecideByOperator extends Timed {
  readonly type: 'DecideByOperator';
  /** The capture, void or refund that it is about; null: the authorization. */
  readonly operationId: string | null;
  readonly outcome: 'succeeded' | 'authorized' | 'declined';
  /** The provider's own name of the charge; null: not given. */
  readonly providerReference: string | null;
  readonly reason: string;
  readonly actor: string;
}

export type ChargeAttemptCommand =
  | StartAttempt
  | SendAttempt
  | RecordOutcome
  | CancelAttempt
  | RequestCapture
  | RequestVoid
  | RequestRefund
  | SendOperation
  | RecordOperation
  | RecordDispute
  | ReverseCharge
  | DecideByOperator;

export type ChargeAttemptCommandType = ChargeAttemptCommand['type'];
