import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Pool } from 'pg';
import { openLockSession } from './lock-session.ts';

/** How long a standby may need to notice that the holder is gone. */
const STANDBY_INTERVAL_MS = 1_000;

/** The right to be the one instance of a consumer, held for as long as the connection lives. */
export interface ConsumerLock {
  /** A session of its own: it serves notifications too. */
  readonly client: Client;
  /** Resolves with the reason when the connection, and with it the lock, is gone. */
  readonly lost: Promise<Error>;
  release(): Promise<void>;
}

/** Waits until no other process is consumer `name`. @throws when `signal` aborts or the connection fails. */
export const takeConsumerLock = async (pool: Pool, name: string, signal: AbortSignal): Promise<ConsumerLock> => {
  signal.throwIfAborted();
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error>();
  const client = await openLockSession(pool, lose);
  try {
    for (;;) {
      // Trying, not waiting in pg_advisory_lock: a statement that waits for days would keep vacuum from its work.
      const { rows } = await client.query<{ held: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('counterfoil.consumer.' || $1, 0)) as held`,
        [name],
      );
      if (rows[0]?.held) return { client, lost, release: () => client.end() };
      await sleep(STANDBY_INTERVAL_MS, undefined, { signal });
    }
  } catch (error) {
    await client.end();
    throw error;
  }
};
