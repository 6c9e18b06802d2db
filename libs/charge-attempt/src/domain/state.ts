import type { ChargeAttemptEventOf, Decline, ResolvedBy } from './events.ts';

/** A capture, void or refund. One that is UNKNOWN may have been done: it is asked about until it is known. */
export interface Operation {
  /** Of a refund, the refund's id. */
  readonly operationId: string;
  readonly type: 'capture' | 'void' | 'refund';
  /** Minor units; of a void, what was to be authorized. */
  readonly amount: bigint;
  readonly status: 'REQUESTED' | 'PROCESSING' | 'UNKNOWN' | 'SUCCEEDED' | 'FAILED';
  readonly requestedAt: string;
  /** Nobody asked for the charge it gives back. */
  readonly isReversal: boolean;
}

/** A payer's bank wants the money back; `WON`: it stays with the merchant. */
export interface Dispute {
  readonly disputeId: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
}

/** Why an operator has to look, since when; `operationId` null: at the authorization itself. */
export interface Review {
  readonly operationId: string | null;
  readonly reason: 'mismatch' | 'contradicted' | 'reversal_failed';
  readonly evidence: string;
  readonly since: string;
}

/** What an operator has decided; `operationId` null: of the authorization. */
export type OperatorDecision = Omit<ChargeAttemptEventOf<'ChargeDecidedByOperator'>, 'type' | 'attemptId'>;

/** What every attempt has; amounts are minor units of `currency`, times ISO 8601 UTC. */
interface AttemptFacts extends Omit<ChargeAttemptEventOf<'ChargeAttemptCreated'>, 'type' | 'at'> {
  readonly providerReference: string | null;
  /** Who is tried next for the same confirmation, when the provider would or could not charge; null: nobody. */
  readonly nextProvider: string | null;
  readonly amountCaptured: bigint;
  /** When its outcome became UNKNOWN; stays when that was resolved. */
  readonly unknownSince: string | null;
  readonly resolution: { readonly by: ResolvedBy; readonly at: string } | null;
  /** When the provider was found to have charged what had ended without a charge. */
  readonly contradictedAt: string | null;
  readonly voidedAt: string | null;
  /** In the order in which they were requested. */
  readonly operations: readonly Operation[];
  /** In the order in which they were reported. */
  readonly disputes: readonly Dispute[];
  /** What an operator has to look at, oldest first. */
  readonly reviews: readonly Review[];
  /** Oldest first. */
  readonly decisions: readonly OperatorDecision[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What only some statuses have; null in all others, so that a view may read it of any attempt. */
interface Nothing {
  readonly redirectUrl: null;
  readonly decline: null;
  readonly failureReason: null;
}

export const NOTHING: Nothing = { redirectUrl: null, decline: null, failureReason: null };

type InStatus<
  Status extends string,
  Has extends Partial<Record<keyof Nothing, unknown>> = object,
> = Status extends string ? AttemptFacts & Omit<Nothing, keyof Has> & Has & { readonly status: Status } : never;

export type ChargeAttempt =
  | InStatus<'CREATED' | 'PROCESSING' | 'UNKNOWN' | 'AUTHORIZED' | 'SUCCEEDED' | 'CANCELLED'>
  | InStatus<'REQUIRES_ACTION', { readonly redirectUrl: string }>
  | InStatus<'DECLINED', { readonly decline: Decline }>
  | InStatus<'FAILED', { readonly failureReason: string }>;

/** An attempt, or the stream before its first event. */
export type ChargeAttemptState = ChargeAttempt | { readonly status: 'NONE' };

export const initialState: ChargeAttemptState = { status: 'NONE' };
