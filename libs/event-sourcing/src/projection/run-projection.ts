import { crashPoint } from '@counterfoil/platform';
import { inTransaction } from '@counterfoil/platform/postgres';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
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
  const waiters = new PositionWaiters();
  const unlessItMustStop = retry(
    handleWhen(error => !(error instanceof UnreadableEvent) && !stopping.signal.aborted),
    { maxAttempts: Number.POSITIVE_INFINITY, backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: 5_000 }) },
  );

  const follow = async (): Promise<void> => {
    let checkpoint = await readCheckpoint(pool, key);
    waiters.advance(checkpoint);
    for await (const batch of store.subscribe({
      after: checkpoint,
      filter: projection.filter,
      signal: stopping.signal,
    })) {
      if (batch.events.length > 0) {
        await applyBatch(pool, projection, batch, checkpoint);
        checkpoint = batch.position;
      }
      waiters.advance(batch.position);
    }
  };

  const stopped = unlessItMustStop.execute(async () => {
    try {
      await follow();
    } catch (error) {
      if (!(error instanceof CheckpointMoved)) log.warn({ err: error, projection: key }, 'projection stumbled');
      throw error;
    }
  });
  stopped.catch(() => {
    // Told by `stopped`; nobody has to listen.
  });
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
