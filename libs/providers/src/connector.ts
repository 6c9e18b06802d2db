/** A payer's card on its way to a provider. It lives in memory only; nothing here may be logged or stored. */
export interface CardDetails {
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
  /** Null after a restart: it is never written down. */
  readonly cvc: string | null;
}

/** One authorization. `reference` is the idempotency key at the provider and never changes across retries. */
export interface AuthorizeRequest {
  readonly reference: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  /** Capture at once (automatic), or authorize only (manual). */
  readonly capture: boolean;
  /** Ask for a 3-D Secure challenge whatever the card. */
  readonly challenge: boolean;
  readonly card: CardDetails;
  /** Where the provider's page sends the payer back to. */
  readonly returnUrl: string;
  /** Where the provider reports outcomes. */
  readonly callbackUrl: string;
}

/** Nothing is known for certain, which is not a failure: the money may have moved. */
export interface UnknownOutcome {
  readonly type: 'unknown';
  readonly evidence: string;
  /** The answer contradicts what was asked for: another amount, currency or reference. An operator is to see it. */
  readonly mismatch: boolean;
  /** For how long the provider asks to be left alone, milliseconds; null when it does not. */
  readonly retryAfterMs: number | null;
}

/** For certain the provider has not begun: it was not reached, or turned the call away at the door. */
export interface NotSentOutcome {
  readonly type: 'failed_before_sending';
  readonly reason: string;
  /** As in `UnknownOutcome`. */
  readonly retryAfterMs: number | null;
}

/** What is known of a provider's decision. */
export type ProviderOutcome =
  | { readonly type: 'approved'; readonly providerReference: string }
  | { readonly type: 'authorized'; readonly providerReference: string }
  | { readonly type: 'action_required'; readonly providerReference: string; readonly redirectUrl: string }
  | { readonly type: 'declined'; readonly code: string; readonly message: string; readonly category: 'hard' | 'soft' }
  | NotSentOutcome
  | UnknownOutcome;

/** What a status query says; `not_found`: the provider has never heard of the reference. */
export type StatusOutcome = Exclude<ProviderOutcome, NotSentOutcome> | { readonly type: 'not_found' };

/** What came of giving an authorization up. `abandoned`: nothing, and the provider refuses its reference for ever. */
export type AbandonOutcome = Exclude<StatusOutcome, { readonly type: 'not_found' }> | { readonly type: 'abandoned' };

/** What can be asked of a charge: capture or void what was authorized (or call off its challenge), refund what was captured. */
export type OperationName = 'capture' | 'void' | 'refund';

/** One operation on a charge. `operation` and `reference` are its idempotency key at the provider. */
export interface OperationRequest {
  readonly operation: OperationName;
  /** The charge's own for capture and void, the refund's id for a refund. */
  readonly reference: string;
  /** The reference under which the charge was authorized. */
  readonly charge: string;
  /** Minor units; of a void, what was to be authorized. */
  readonly amount: bigint;
  readonly currency: string;
}

/** What is known of an operation. `declined`: the provider refused, and for certain nothing was done. */
export type OperationOutcome =
  | { readonly type: 'succeeded' }
  | Extract<ProviderOutcome, { readonly type: 'declined' }>
  | NotSentOutcome
  | UnknownOutcome;

/** What a status query says of an operation; `not_found`: the provider has done nothing under its reference. */
export type OperationStatusOutcome = Exclude<OperationOutcome, NotSentOutcome> | { readonly type: 'not_found' };

/** A dispute of a charge. */
export interface DisputeQuery {
  /** The provider's id of it. */
  readonly dispute: string;
  /** The reference under which the charge was authorized. */
  readonly charge: string;
  readonly currency: string;
}

/** What a status query says of a dispute; `not_found`: the provider has none of that id. */
export type DisputeOutcome =
  | {
      readonly type: 'open' | 'won' | 'lost';
      /** Minor units. */
      readonly amount: bigint;
      /** In our words: `fraudulent`, or `general`. */
      readonly reason: string;
      /** ISO 8601 UTC. */
      readonly openedAt: string;
    }
  | Extract<StatusOutcome, { readonly type: 'not_found' }>
  | UnknownOutcome;

/** A verified callback: news about a charge, an operation on it, or a dispute of it. It is a hint to ask, never proof. */
export interface ProviderCallback {
  readonly eventId: string;
  /** Under which the charge was authorized. */
  readonly reference: string;
  /** The provider's id of the dispute that it is about; null when it is about the charge. */
  readonly dispute: string | null;
}

/** What a provider can do. Routing leaves out a provider that cannot do what a payment needs. */
export interface Capabilities {
  /** ISO 4217 codes. */
  readonly currencies: readonly string[] | 'all';
  /** In the words of `payment_method.card.brand`. */
  readonly brands: readonly string[] | 'all';
  /** It can hold money to be captured later. */
  readonly manualCapture: boolean;
  /** It can capture less than it holds. */
  readonly partialCapture: boolean;
  /** It can give back less than it captured. */
  readonly partialRefund: boolean;
}

/** Where a provider is, and how we prove who we are to each other. */
export interface ProviderSettings {
  readonly baseUrl: string;
  readonly secretKey: string;
  readonly callbackSecret: string;
  /** Deadline of one call, milliseconds. */
  readonly timeoutMs: number;
}

/** A request's headers as Node gives them: names in lower case. */
export type CallbackHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One provider behind one port. No method throws for what a network or a provider may do. */
export interface Connector {
  readonly provider: string;
  readonly capabilities: Capabilities;
  authorize(request: AuthorizeRequest): Promise<ProviderOutcome>;
  /** Asks what became of an authorization; an answer about other money than `amount` and `currency` is `unknown`. */
  status(query: Pick<AuthorizeRequest, 'reference' | 'amount' | 'currency'>): Promise<StatusOutcome>;
  /** As `status`; but of what never happened it makes sure that it never will, wherever a call for it still is. */
  abandon(query: Pick<AuthorizeRequest, 'reference' | 'amount' | 'currency'>): Promise<AbandonOutcome>;
  operate(request: OperationRequest): Promise<OperationOutcome>;
  /** Asks what became of an operation; an answer about other money is `unknown`. */
  operationStatus(request: OperationRequest): Promise<OperationStatusOutcome>;
  /** Asks how a dispute stands; an answer about another charge or currency is `unknown`. */
  dispute(query: DisputeQuery): Promise<DisputeOutcome>;
  /** Checks signature (constant time) and timestamp on the raw bytes; null when either is wrong. */
  parseCallback(rawBody: Buffer, headers: CallbackHeaders, now: Date): ProviderCallback | null;
}

/** The connectors by provider name. */
export type Connectors = ReadonlyMap<string, Connector>;

/** Nest's injection token of `Connectors`. */
export const CONNECTORS = Symbol('Connectors');
