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
  /** Which of the payment's attempts this is, from 1. */
  readonly attempt: number;
  readonly provider: string;
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
  | { readonly type: 'unknown'; readonly evidence: string };

export interface RecordOutcome extends Timed {
  readonly type: 'RecordOutcome';
  readonly outcome: Outcome;
  /** Who tells: the answer to the call itself, or whoever learned it later. */
  readonly by: 'call' | ResolvedBy;
}

/** Gives up an attempt that nobody works on: not sent yet, or waiting for the payer and cancelled at the provider. */
export interface CancelAttempt extends Timed {
  readonly type: 'CancelAttempt';
  readonly reason: string;
}

/** The provider has captured `amount` (minor units); the rest of the authorization is released. */
export interface RecordCapture extends Timed {
  readonly type: 'RecordCapture';
  readonly amount: bigint;
}

/** The provider has voided the authorization. */
export interface RecordVoid extends Timed {
  readonly type: 'RecordVoid';
}

export type ChargeAttemptCommand =
  StartAttempt | SendAttempt | RecordOutcome | CancelAttempt | RecordCapture | RecordVoid;

export type ChargeAttemptCommandType = ChargeAttemptCommand['type'];
