import type { DeclineCode } from '../declines.ts';
import type { Provider } from '../providers.ts';

/** What a provider can be asked to do with money. */
export const OPERATIONS = ['authorize', 'capture', 'void', 'refund'] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** The books' own words. `failed`: a capture that did not go through. */
export type OperationStatus = 'succeeded' | 'declined' | 'requires_action' | 'failed';

/** What was agreed when a charge was authorized. Of the card it keeps the brand and the last four digits. */
export interface Mandate {
  readonly automaticCapture: boolean;
  readonly brand: string;
  readonly last4: string;
  readonly returnUrl: string;
  readonly callbackUrl: string | null;
  /** How the issuer will decide once the payer has completed the challenge; null: it succeeds. */
  readonly declinesAfterChallenge: DeclineCode | null;
  readonly captureFails: boolean;
  /** The payer's bank will dispute what is captured. */
  readonly isDisputedLater: boolean;
}

/** The identity of one row: the same reference asked again is the same operation. */
export interface OperationKey {
  readonly provider: Provider;
  readonly operation: OperationName;
  readonly reference: string;
}

/** One row of the books: what the provider really did. */
export interface Operation extends OperationKey {
  /** The reference of the charge's authorization. */
  readonly charge: string;
  /** What was asked, in one canonical text: a repeat must ask the same. */
  readonly asked: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly status: OperationStatus;
  readonly declineCode: DeclineCode | null;
  /** How often it was asked. */
  readonly calls: number;
  /** When it took its status. */
  readonly at: Date;
  /** Of an authorization only. */
  readonly mandate: Mandate | null;
  /** The challenge's id, of an authorization that asked for one. */
  readonly challenge: string | null;
}

/** A row of an authorization. */
export type Authorization = Operation & { readonly mandate: Mandate };
