import { abandonReference, findOperation } from '../books/books.ts';
import type { OperationKey } from '../books/operation.ts';
import { behaviourOf, brandOf } from '../cards.ts';
import type { Dispute } from '../disputes/dispute.ts';
import { findDispute } from '../disputes/dispute-book.ts';
import { LIMITS, type Provider } from '../providers.ts';
import type { Found } from '../protocol.ts';
import type { Psp } from '../psp.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import { operate, type Wanted } from './operate.ts';
import type { ChargeOrder } from './order.ts';
import type { Charge, Decision } from './rules.ts';
import type { Acted } from './serve.ts';

const beyondLimits = (provider: Provider, { currency, card }: ChargeOrder): Refusal | undefined => {
  const { currencies, brands } = LIMITS[provider];
  if (currencies !== 'all' && !currencies.has(currency))
    return new Refusal('currency_not_supported', `This provider does not take ${currency}.`);
  if (brands !== 'all' && !brands.has(brandOf(card.number)))
    return new Refusal('card_not_supported', 'This provider does not take cards of this brand.');
  return undefined;
};

/** Charges the card, or does not, as the number says. */
export const actOnCard = async (
  psp: Psp,
  { provider, reference }: OperationKey,
  order: ChargeOrder,
): Promise<Acted | Refusal> => {
  const refusal = beyondLimits(provider, order);
  if (refusal) return refusal;
  const behaviour = behaviourOf(order.card.number, provider);
  if (behaviour.kind === 'silent' && !behaviour.acts) return { silent: true };
  const kept = await authorize(psp.pool, provider, reference, order);
  if (kept instanceof Refusal) return kept;
  if (behaviour.kind === 'silent') return { silent: true };
  const news = kept.calls === 1 ? { operation: kept, callbackUrl: order.callbackUrl } : null;
  return { silent: false, found: kept, news };
};

/** Captures, voids or refunds, as the rule says. */
export const actOnCharge = async (
  psp: Psp,
  wanted: Wanted,
  rule: (charge: Charge) => Decision | Refusal,
): Promise<Acted | Refusal> => {
  const operated = await operate(psp.pool, wanted, rule);
  if (operated instanceof Refusal) return operated;
  const { kept, isNew, callbackUrl } = operated;
  return { silent: false, found: kept, news: isNew ? { operation: kept, callbackUrl } : null };
};

/** Says what became of an operation. */
export const tellStatus = async (psp: Psp, key: OperationKey): Promise<Acted<Found>> => {
  // Asked first: what is decided between the two questions is then found in the books.
  const mayStillAct = psp.inFlight.has(key);
  const kept = await findOperation(psp.pool, key);
  // What failed may be asked for anew: a call that is being served can still change that.
  const found = kept && !(mayStillAct && kept.status === 'failed') ? kept : mayStillAct ? 'processing' : 'nothing';
  return { silent: false, found, news: null };
};

/** Says what became of a charge; when nothing did, nothing ever will, wherever a call for it still is. */
export const abandon = async (psp: Psp, key: Omit<OperationKey, 'operation'>): Promise<Acted<Found>> => {
  await abandonReference(psp.pool, key.provider, key.reference);
  const told = await tellStatus(psp, { ...key, operation: 'authorize' });
  return !told.silent && told.found === 'nothing' ? { ...told, found: 'abandoned' } : told;
};

/** Says what became of a dispute of that provider's. */
export const tellDispute = async (psp: Psp, provider: Provider, id: string): Promise<Acted<Dispute | 'nothing'>> => {
  const found = await findDispute(psp.pool, id);
  return { silent: false, found: found?.provider === provider ? found : 'nothing', news: null };
};
