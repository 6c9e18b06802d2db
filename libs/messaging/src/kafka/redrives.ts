import { openLockSession, REDRIVE_CHANNEL } from '@counterfoil/event-sourcing';
import type { ConsumerLog } from '@counterfoil/event-sourcing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const AGAIN_MS = 1_000;

const listen = async (pool: Pool, told: (group: string | null) => void, signal: AbortSignal): Promise<void> => {
  const ended = Promise.withResolvers<Error | undefined>();
  const client = await openLockSession(pool, reason => ended.resolve(reason));
  const stop = (): void => ended.resolve(undefined);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    client.on('notification', ({ payload }) => told(payload ?? null));
    await client.query(`listen ${REDRIVE_CHANNEL}`);
    told(null);
    const lost = await ended.promise;
    if (lost) throw lost;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end();
  }
};

/**
 * Hears which group's letters an operator wants run again; `told` gets null when it may have missed some. One connection
 * a process. Resolves once `signal` aborts.
 */
export const listenForRedrives = async (
  pool: Pool,
  log: ConsumerLog,
  told: (group: string | null) => void,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await listen(pool, told, signal);
    } catch (error) {
      log.warn({ err: error }, 'the connection that hears of re-driven letters was lost, tries again');
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {
        // Aborted: it ends here.
      });
    }
  }
};
