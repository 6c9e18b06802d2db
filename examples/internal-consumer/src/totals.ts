import { migrate } from '@counterfoil/platform/postgres';
import type { ClientBase, Pool } from 'pg';

/** The tables of this consumer: nobody else reads or writes them. */
export const migrateTotals = (pool: Pool): Promise<void> =>
  migrate(pool, 'daily_totals', new URL('./migrations/', import.meta.url));

/** What one event adds, in minor units of `currency`. */
export interface Movement {
  readonly merchantId: string;
  /** `2026-11-21`, UTC */
  readonly day: string;
  readonly currency: string;
  readonly taken: bigint;
  readonly refunded: bigint;
}

/** Adds to the merchant's day. Adding is not idempotent: the caller knows that the event is new. */
export const add = async (client: ClientBase, movement: Movement): Promise<void> => {
  const { merchantId, day, currency, taken, refunded } = movement;
  await client.query(
    `insert into daily_totals.totals as t (merchant_id, day, currency, taken, refunded) values ($1, $2, $3, $4, $5)
     on conflict (merchant_id, day, currency)
     do update set taken = t.taken + excluded.taken, refunded = t.refunded + excluded.refunded`,
    [merchantId, day, currency, taken, refunded],
  );
};
