import { inTransaction } from '@counterfoil/platform/postgres';
import type { Pool, PoolClient } from 'pg';
import { countCall, lockCharge, recordDecision, settle } from '../books/books.ts';
import type { Operation, OperationKey } from '../books/operation.ts';
import { disputesOf } from '../disputes/dispute-book.ts';
import { Refusal } from '../refusal.ts';
import { chargeOf, type Charge, type Decision } from './rules.ts';

/** An operation on a charge that was authorized before. `asked`: what a repeat must ask again. */
export interface Wanted extends OperationKey {
  readonly charge: string;
  readonly asked: string;
}

/** What was done, whether this call did it, and where its news goes. */
export interface Operated {
  readonly kept: Operation;
  readonly isNew: boolean;
  readonly callbackUrl: string | null;
}

const act = async (
  client: PoolClient,
  wanted: Wanted,
  charge: Charge,
  rule: (charge: Charge) => Decision | Refusal,
): Promise<Operation | Refusal> => {
  const decision = rule(charge);
  if (decision instanceof Refusal) return decision;
  const { authorization } = charge;
  const at = new Date();
  if (wanted.operation === 'void' && authorization.status === 'requires_action')
    await settle(client, { ...authorization, status: 'declined', declineCode: 'cancelled', at });
  const { currency } = authorization;
  return recordDecision(client, { ...wanted, ...decision, currency, at, mandate: null, challenge: null });
};

/**
 * Captures, voids or refunds as `rule` says, in one transaction that the charge's other operations wait for. A repeat
 * answers what is kept. A refusal is not kept: nothing happened, and what forbade it may change. A failed operation
 * moved no money, so that its reference may ask again for something else.
 */
export const operate = (
  pool: Pool,
  wanted: Wanted,
  rule: (charge: Charge) => Decision | Refusal,
): Promise<Operated | Refusal> =>
  inTransaction(pool, async client => {
    const { provider } = wanted;
    const operations = await lockCharge(client, provider, wanted.charge);
    const charge = chargeOf(operations, await disputesOf(client, provider, wanted.charge));
    if (!charge) return new Refusal('not_found', 'No charge has this reference.');
    const { callbackUrl } = charge.authorization.mandate;
    const earlier = await countCall(client, wanted);
    if (earlier?.asked === wanted.asked) return { kept: earlier, isNew: false, callbackUrl };
    if (earlier && earlier.status !== 'failed')
      return new Refusal('reference_reused', 'This reference was used for another request; use a new one.');
    const kept = await act(client, wanted, charge, rule);
    return kept instanceof Refusal ? kept : { kept, isNew: true, callbackUrl };
  });
