import { setTimeout as sleep } from 'node:timers/promises';
import { PositionWaiters } from '../projection/position-waiters.ts';
import { stopsReader } from './attempts.ts';
import { takeConsumerLock } from './consumer-lock.ts';
import { ConsumerSession } from './consumer-session.ts';
import { REDRIVE_CHANNEL } from './dead-letters.ts';
import type { KeyedConsumerOptions } from './options.ts';

const RESTART_AFTER_MS = 1_000;

export interface KeyedConsumer {
  /** Everything up to here is done: handled, or among the dead letters. It moves in the process that holds the name. */
  position(): bigint;
  /** Resolves true once everything up to `position` is done, false after `timeoutMs`. */
  waitUntil(position: bigint, timeoutMs: number): Promise<boolean>;
  /** Resolves after `stop`; rejects when the consumer met an event that it cannot read: it stands still, not skips. */
  readonly stopped: Promise<void>;
  /** Lets the events in hand finish, and writes the checkpoint. */
  stop(): Promise<void>;
}

const runUntil = async (signal: AbortSignal, session: ConsumerSession): Promise<void> => {
  const end = (): void => session.end();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    await session.run();
  } finally {
    signal.removeEventListener('abort', end);
  }
};

/** Holds the name and follows the log until `signal` aborts. @throws when the name is lost, or the session fails */
const tenure = async (options: KeyedConsumerOptions, waiters: PositionWaiters, signal: AbortSignal): Promise<void> => {
  const lock = await takeConsumerLock(options.pool, options.name, signal);
  try {
    await lock.client.query(`listen ${REDRIVE_CHANNEL}`);
    const session = await ConsumerSession.open(options, waiters);
    void lock.lost.then(error => session.fail(error));
    lock.client.on('notification', ({ payload }) => {
      if (payload === options.name) session.redriveDue().catch((error: unknown) => session.fail(error));
    });
    await runUntil(signal, session);
  } finally {
    await lock.release();
  }
};

/**
 * The engine under process managers and log-backed subscriptions: hands the log's events to `handle` at least once, in
 * order by key. One instance per name works at a time, over all processes; others stand by and take over within seconds.
 */
export const runKeyedConsumer = (options: KeyedConsumerOptions): KeyedConsumer => {
  const { name, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const waiters = new PositionWaiters();

  const run = async (): Promise<void> => {
    for (;;) {
      try {
        return await tenure(options, waiters, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (stopsReader(error)) {
          log.error({ err: error, consumer: name }, 'consumer stopped at an event that it cannot read');
          throw error;
        }
        log.warn({ err: error, consumer: name }, 'consumer stumbled, starts again');
      }
      await sleep(RESTART_AFTER_MS, undefined, { signal }).catch(() => {
        // Aborted: the next tenure does not begin.
      });
    }
  };

  const stopped = run();
  stopped.catch(() => {
    // Told by `stopped`; nobody has to listen.
  });
  return {
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
