import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { KeyRing } from './key-ring.ts';
import type { SealedColumn } from './rotation.ts';

/** Where a cvc waits between its payer's confirmation and its provider's answer; afterwards it may not exist (PCI DSS 3.3). */
export interface Cvcs {
  keep(paymentMethodId: string, cvc: string): Promise<void>;
  /** Null once it is forgotten, or too old. */
  find(paymentMethodId: string): Promise<string | null>;
  forget(paymentMethodId: string): Promise<void>;
  /** Removes what is too old. Returns how many. */
  sweep(): Promise<number>;
}

/** As long as a payer may take for 3DS; no provider wants a cvc after that. */
const TTL_MS = 15 * 60_000;

/** In the memory of this process, which takes cards and sends them. */
export const cvcsInMemory = (): Cvcs => {
  const kept = new LRUCache<string, string>({ max: 10_000, ttl: TTL_MS, ttlAutopurge: true });
  return {
    keep: async (id, cvc) => void kept.set(id, cvc),
    find: async id => kept.get(id) ?? null,
    forget: async id => void kept.delete(id),
    sweep: async () => 0,
  };
};

const belongsTo = (paymentMethodId: string): string => `cvc ${paymentMethodId}`;

/** In a table, sealed: for processes of which one takes a card and another one sends it. */
export const cvcsInTable = (pool: Pool, keys: KeyRing): Cvcs => ({
  keep: (id, cvc) =>
    keys.keep(cvc, belongsTo(id), async sealed => {
      // A card that is there already was taken by an earlier try of the command: its provider may have answered since.
      // Not excluded.sealed_cvc, which takes the right to read one.
      await pool.query({
        name: 'vault-keep-cvc',
        text: `insert into vault.cvcs (payment_method_id, sealed_cvc, expires_at)
               select $1::text, $2::bytea, now() + $3 * interval '1 millisecond'
               where not exists (select from vault.payment_methods where id = $1::text)
               on conflict (payment_method_id) do update set sealed_cvc = $2::bytea, expires_at = excluded.expires_at`,
        values: [id, sealed, TTL_MS],
      });
    }),
  find: async id => {
    const { rows } = await pool.query<{ sealed_cvc: Buffer }>({
      name: 'vault-find-cvc',
      text: 'select sealed_cvc from vault.cvcs where payment_method_id = $1 and expires_at > now()',
      values: [id],
    });
    const [row] = rows;
    return row ? (await keys.open(row.sealed_cvc, belongsTo(id))).toString() : null;
  },
  forget: async id => {
    await pool.query({
      name: 'vault-forget-cvc',
      text: 'delete from vault.cvcs where payment_method_id = $1',
      values: [id],
    });
  },
  sweep: async () => (await pool.query('delete from vault.cvcs where expires_at <= now()')).rowCount ?? 0,
});

/** The cvcs, for a rotation. */
export const SEALED_CVCS: SealedColumn = {
  name: 'cvcs',
  table: 'vault.cvcs',
  key: 'payment_method_id',
  column: 'sealed_cvc',
  belongsTo: `'cvc ' || payment_method_id`,
};
