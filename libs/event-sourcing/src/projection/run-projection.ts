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
const GATHER_MS = 50;

/** Where another process writes them, this one leaves them to it for so long, unless somebody here waits. */
const STANDBY_MS = 250;

const backoff = new ExponentialBackoff({ initialDelay: 20, maxDelay: 5_000 });

/** The rows were emptied: they begin anew. */
class CheckpointReset extends Error {}

/** False when the checkpoint is not at `from`: another process is ahead of us. */
const applyBatch = async (pool: Pool, projection: Projection, batch: LogBatch, from: bigint): Promise<boolean> =>
  inTransaction(pool, async client => {
    if (!(await moveCheckpoint(client, projectionKey(projection), from, batch.position))) return false;
    await projection.apply(batch.events, client);
    crashPoint('projection-rows-written');
    return true;
  });

/** What `batch` has behind `position`. */
const behind = (batch: LogBatch, position: bigint): LogBatch => ({
  ...batch,
  events: batch.events.filter(event => event.position > position),
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
    let isStandby = false;
    waiters.advance(checkpoint);
    for await (const batch of store.subscribe({ after: checkpoint, filter: projection.filter, signal })) {
      for (let left = behind(batch, checkpoint); left.events.length > 0; left = behind(left, checkpoint)) {
        const isOurs: boolean = !isStandby && (await applyBatch(pool, projection, left, checkpoint));
        const now: bigint = isOurs ? left.position : await readCheckpoint(pool, key);
        if (now < checkpoint) throw new CheckpointReset();
        isStandby = !isOurs && now > checkpoint;
        checkpoint = now;
      }
      waiters.advance(batch.position > checkpoint ? batch.position : checkpoint);
      if (!signal.aborted) await waiters.untilAwaited(isStandby ? STANDBY_MS : GATHER_MS);
    }
  };

  /** Starts again after whatever it can get over: at once when the rows were emptied, else sooner if it had got on. */
  const run = async (): Promise<void> => {
    let wait = backoff.next();
    for (;;) {
      const before = waiters.position;
      try {
        return await follow();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof UnreadableEvent) throw error;
        if (error instanceof CheckpointReset) continue;
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
