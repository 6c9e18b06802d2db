import { crashPoint } from '@counterfoil/platform';
import { inTransaction } from '@counterfoil/platform/postgres';
import { ExponentialBackoff } from 'cockatiel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore, LogBatch } from '../event-store.ts';
import { UnreadableEvent } from '../event-codec.ts';
import { moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { projectionKey, type Projection } from './projection.ts';
import { PositionWaiters } from './position-waiters.ts';

/** Where a log line goes (pino's shape). */
interface Log {
  warn(fields: object, message: string): void;
}

interface RunningProjection {
  readonly key: string;
  /** Everything up to here is in the rows. */
  position(): bigint;
  /** Resolves true once everything up to `position` is in the rows, false after `timeoutMs`. */
  waitUntil(position: bigint, timeoutMs: number): Promise<boolean>;
  /** Rejects when the projection met an event that it cannot read: it then stands still rather than skip. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Rows that nobody waits for are written a little later and together: fewer transactions for the same events. */
const GATHER_MS = 20;

const backoff = new ExponentialBackoff({ initialDelay: 20, maxDelay: 5_000 });

/** Another process moved the checkpoint: read it again and go on from there. */
class CheckpointMoved extends Error {}

const applyBatch = async (pool: Pool, projection: Projection, batch: LogBatch, from: bigint): Promise<void> =>
  inTransaction(pool, async client => {
    if (!(await moveCheckpoint(client, projectionKey(projection), from, batch.position))) throw new CheckpointMoved();
    await projection.apply(batch.events, client);
    crashPoint('projection-rows-written');
  });

/** Follows the log from the projection's checkpoint: rows and checkpoint move in one transaction. */
export const runProjection = (options: {
  readonly projection: Projection;
  readonly store: EventStore;
  readonly pool: Pool;
  readonly log: Log;
}): RunningProjection => {
  const { projection, store, pool, log } = options;
  const key = projectionKey(projection);
  const stopping = new AbortController();
  const { signal } = stopping;
  const waiters = new PositionWaiters();

  const follow = async (): Promise<void> => {
    let checkpoint = await readCheckpoint(pool, key);
    waiters.advance(checkpoint);
    for await (const batch of store.subscribe({ after: checkpoint, filter: projection.filter, signal })) {
      if (batch.events.length > 0) {
        await applyBatch(pool, projection, batch, checkpoint);
        checkpoint = batch.position;
      }
      waiters.advance(batch.position);
      if (!signal.aborted) await waiters.untilAwaited(GATHER_MS);
    }
  };

  /** Starts again after whatever it can get over: at once when another process got on, else sooner if it had got on. */
  const run = async (): Promise<void> => {
    let wait = backoff.next();
    for (;;) {
      const before = waiters.position;
      try {
        return await follow();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof UnreadableEvent) throw error;
        if (error instanceof CheckpointMoved) continue;
        log.warn({ err: error, projection: key }, 'projection stumbled');
        wait = waiters.position > before ? backoff.next() : wait.next(undefined);
      }
      // An abort ends the wait early, which is all it is for.
      await sleep(wait.duration, undefined, { signal }).catch(() => undefined);
    }
  };

  const stopped = run();
  // Told by `stopped`; nobody has to listen.
  stopped.catch(() => undefined);
  return {
    key,
    position: () => waiters.position,
    waitUntil: (position, timeoutMs) => waiters.waitUntil(position, timeoutMs),
    stopped,
    stop: async () => {
      stopping.abort();
      await stopped.catch(() => {
        // Told by `stopped`.
      });
    },
  };
};
