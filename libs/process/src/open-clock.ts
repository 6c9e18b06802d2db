import type { EventStore } from '@counterfoil/event-sourcing';
import { systemClock, type Clock } from '@counterfoil/platform';
import type { Settings } from '@counterfoil/platform/config';
import { TestClock } from '@counterfoil/service';
import type { Pool } from 'pg';
import { usable } from './database.ts';

const EPOCH = new Date(0);

/** When the log's last event happened. */
const lastWritten = async (store: EventStore): Promise<Date> => {
  const last = await store.last();
  return last ? new Date(last.metadata.occurredAt) : EPOCH;
};

/**
 * The machine's clock, or with `TEST_CLOCK` the one that stands still. Turned off, time is the machine's again; turned on
 * once more, it goes on where it stood, or from the last event of the meantime when that is later: the log never holds
 * what has not happened yet.
 */
export const openClock = async ({ testClock }: Settings, pool: Pool, store: EventStore): Promise<Clock> => {
  if (!testClock) return systemClock;
  const written = await lastWritten(store);
  return usable('DATABASE_URL', () => TestClock.open(pool, { first: systemClock.now(), written }));
};
