import type { SessionEventOf } from './events.ts';
import type { Address, Payer } from './parts.ts';

/** The confirmation that was accepted last; `attempt` counts them from 1. */
export interface Confirmation {
  readonly confirmationId: string;
  readonly attempt: number;
  readonly fingerprint: string;
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
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What the last confirmation waits for: its outcome, the payer at a challenge, or another payment method. */
export type Awaits = 'outcome' | 'action' | 'payment_method';

export type Session =
  | (SessionFacts & { readonly status: 'PENDING' })
  | (SessionFacts & { readonly status: 'PROCESSING'; readonly confirmation: Confirmation; readonly awaits: Awaits })
  | (SessionFacts & { readonly status: 'COMPLETED' })
  | (SessionFacts & { readonly status: 'FAILED' })
  | (SessionFacts & { readonly status: 'CANCELLED' })
  | (SessionFacts & { readonly status: 'EXPIRED' });

export type SessionStatus = Session['status'];

/** A session, or the stream before its first event. */
export type SessionState = Session | { readonly status: 'NONE' };

export const initialState: SessionState = { status: 'NONE' };

/** Nothing is in flight: there is an answer for the payer, be it a decline or a challenge. */
export const isSettled = (session: SessionState): boolean =>
  session.status !== 'PROCESSING' || session.awaits !== 'outcome';

/** The last confirmation is over, its challenge too. */
export const isDecided = (session: SessionState): boolean =>
  session.status !== 'PROCESSING' || session.awaits === 'payment_method';
