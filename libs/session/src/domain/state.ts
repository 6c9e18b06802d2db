import type { SessionEventOf } from './events.ts';
import type { Address, Payer } from './parts.ts';

/** The confirmation that was accepted last; `attempt` counts them from 1. */
export interface Confirmation {
  readonly confirmationId: string;
  readonly attempt: number;
  readonly fingerprint: string;
}

/** The wish to end that waits for the payment, and at a challenge for the provider to call it off. */
interface Ending {
  readonly operationId: string;
  readonly reason: string;
}

/** What every session has; amounts are minor units of `currency`, times ISO 8601 UTC. */
interface SessionFacts extends Omit<SessionEventOf<'CheckoutSessionCreated'>, 'type' | 'at'> {
  /** Null until the first confirmation, as is all that comes with it. */
  readonly confirmation: Confirmation | null;
  readonly payer: Payer | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly customFieldValues: Readonly<Record<string, string | number>>;
  readonly attemptsLeft: number;
  /** When the provider last did not call a challenge off; null when it never refused. */
  readonly endFailedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The reason of an end that time brings. */
export const EXPIRED = 'expired';

/** What the last confirmation waits for: its outcome, the payer at a challenge, or another payment method. */
export type Awaits = 'outcome' | 'action' | 'payment_method';

/** One member for each status; what it does not have is null. */
type InStatus<Status extends string, Has = { readonly awaits: null; readonly ending: null }> = Status extends string
  ? SessionFacts & Has & { readonly status: Status }
  : never;

export type Session =
  | InStatus<'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'EXPIRED'>
  | InStatus<
      'PROCESSING',
      { readonly confirmation: Confirmation; readonly awaits: Awaits; readonly ending: Ending | null }
    >;

/** A session, or the stream before its first event. */
export type SessionState = Session | { readonly status: 'NONE' };

export const initialState: SessionState = { status: 'NONE' };

const isAtChallenge = (session: SessionState): boolean => session.status !== 'NONE' && session.awaits === 'action';

/** Nothing is in flight: there is an answer for the payer, be it a decline or a challenge. */
export const isSettled = (session: SessionState): boolean => session.status === 'NONE' || session.awaits !== 'outcome';

/** As `isSettled`, and the payer is not at a challenge either. */
export const isDecided = (session: SessionState): boolean => isSettled(session) && !isAtChallenge(session);

/** It ends as soon as its payment has ended. */
export const isEnding = (session: SessionState): boolean => session.status !== 'NONE' && session.ending !== null;
