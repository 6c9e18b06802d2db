import { deriveUuid } from '@counterfoil/platform';
import { eventually } from '@counterfoil/testing';
import type { Pool } from 'pg';
import type { MortalProduct } from './mortal-product.ts';

type Books = Awaited<ReturnType<MortalProduct['provider']['books']>>;

/** How everything stood while nothing was going on. */
export interface Before {
  /** The last position of the log. */
  readonly position: string;
  readonly books: Books;
}

/** The streams of the callbacks that the provider's process sends: what it has not decided itself, nobody tells any more. */
const callbacksOf = (books: Books, startedAt: Date): readonly string[] =>
  books
    .filter(({ status, at }) => status !== 'requires_action' && new Date(at) >= startedAt)
    // The void of a charge that waited for the payer is told, the charge's end by it is not.
    .filter(one => one.operation !== 'authorize' || !books.some(two => two.operation === 'void' && two.at === one.at))
    .map(({ provider, operation, reference, status, at }) => {
      const news = deriveUuid(provider, operation, reference, status, at);
      return `provider_callback-${provider}.cb_${news}`;
    });

const headOf = async (pool: Pool): Promise<string> => {
  const { rows } = await pool.query<{ head: string }>(
    'select coalesce(max(position), 0) as head from event_log.events',
  );
  return rows[0]!.head;
};

/** How much of the provider's news has not arrived. */
const untoldIn = async (pool: Pool, callbacks: readonly string[]): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    `select (select count(*) from unnest($1::text[]) as due (stream)
             where not exists (select from event_log.events e where e.stream = due.stream))::int
          + (select count(*) from sandbox_psp.disputes where not is_told)::int as count`,
    [callbacks],
  );
  return rows[0]!.count;
};

/** @throws with what goes on */
const look = async (product: MortalProduct, pool: Pool): Promise<Before> => {
  const position = await headOf(pool);
  const books = await product.provider.books();
  const untold = await untoldIn(pool, callbacksOf(books, product.startedAt()));
  if (untold > 0) throw new Error(`${untold} callbacks or disputes have not been told`);
  const lags = await product.lags();
  if (lags.length === 0 || lags.some(lag => lag > 0)) throw new Error(`The log is followed at ${lags} positions`);
  if ((await headOf(pool)) !== position) throw new Error(`The log goes on after ${position}`);
  return { position, books };
};

/**
 * Resolves when the product has nothing left to do: its provider has told everything, and all consumers and projections
 * stand, with their checkpoints, where the log ends.
 */
export const untilQuiet = (product: MortalProduct, pool: Pool): Promise<Before> =>
  eventually(() => look(product, pool), { timeoutMs: 20_000, describe: 'a quiet product' });
