import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { recordOnce, type NewOperation } from '../books/books.ts';
import type { Operation } from '../books/operation.ts';
import { behaviourOf, brandOf, type CardBehaviour } from '../cards.ts';
import type { DeclineCode } from '../declines.ts';
import type { Provider } from '../providers.ts';
import { Refusal } from '../refusal.ts';
import type { ChargeOrder } from './order.ts';

/** What the issuer and the provider's own capture make of the card. */
const declineOf = (behaviour: CardBehaviour, automaticCapture: boolean): DeclineCode | null => {
  if (behaviour.kind === 'declines') return behaviour.code;
  // The authorization is voided at once: to the caller it is one declined charge.
  return behaviour.kind === 'capture_fails' && automaticCapture ? 'capture_failed' : null;
};

/** Everything that must be equal in a repeat. Neither the number, nor where to answer, which a restart may change. */
const askedBy = ({ amount, currency, capture, challenge, card }: ChargeOrder): string =>
  JSON.stringify([
    ...[Number(amount), currency, capture, challenge],
    ...[brandOf(card.number), card.number.slice(-4), card.expMonth, card.expYear],
  ]);

const decide = (provider: Provider, reference: string, order: ChargeOrder, at: Date): NewOperation => {
  const { number } = order.card;
  const behaviour = behaviourOf(number, provider);
  const decline = declineOf(behaviour, order.capture);
  const challenged = order.challenge || behaviour.kind === 'challenges';
  return {
    ...{ provider, operation: 'authorize', reference, charge: reference, asked: askedBy(order) },
    ...{ amount: order.amount, currency: order.currency, at },
    status: challenged ? 'requires_action' : decline ? 'declined' : 'succeeded',
    declineCode: challenged ? null : decline,
    challenge: challenged ? randomBytes(24).toString('base64url') : null,
    mandate: {
      automaticCapture: order.capture,
      brand: brandOf(number),
      last4: number.slice(-4),
      returnUrl: order.returnUrl,
      callbackUrl: order.callbackUrl,
      declinesAfterChallenge: challenged ? decline : null,
      captureFails: behaviour.kind === 'capture_fails',
      isDisputedLater: behaviour.kind === 'disputes',
    },
  };
};

/** Authorizes a charge, or finds that it was: one statement, durable when it returns. Refuses `reference_reused`. */
export const authorize = async (
  pool: Pool,
  provider: Provider,
  reference: string,
  order: ChargeOrder,
): Promise<Operation | Refusal> => {
  const wanted = decide(provider, reference, order, new Date());
  const kept = await recordOnce(pool, wanted);
  return kept.asked === wanted.asked
    ? kept
    : new Refusal('reference_reused', 'This reference was used for another charge; use a new one.');
};
