import {
  eventLogSchema,
  type EventStore,
  eventStoreEngine,
  EventStoreRefused,
  EventStoreUnreachable,
  EventStoreUrlInvalid,
  openEventStore,
} from '@counterfoil/event-sourcing';
import type { Settings } from '@counterfoil/platform/config';
import { bringUp } from './bring-up.ts';
import { assertReachable, usable } from './database.ts';
import { openPool } from './open-pool.ts';
import { StartFailure } from './start-failure.ts';

/** How long an EventStoreDB may take to come up, milliseconds: as long as a PostgreSQL (database.ts). */
const PATIENCE_MS = 10_000;

const bringUpLog = async (url: string, isAllowed: boolean): Promise<void> => {
  const pool = openPool({ connectionString: url, max: 1 });
  try {
    await bringUp(pool, [eventLogSchema], isAllowed);
  } finally {
    await pool.end();
  }
};

const openEventStoreDb = async (url: string): Promise<EventStore> => {
  try {
    return await openEventStore({ url, patienceMs: PATIENCE_MS });
  } catch (error) {
    const isTold = [EventStoreRefused, EventStoreUnreachable, EventStoreUrlInvalid].some(kind => error instanceof kind);
    throw isTold ? new StartFailure(`EVENT_STORE_URL: ${(error as Error).message}`) : error;
  }
};

/** The log that `EVENT_STORE_URL` names, or the one in the database, with its table brought up to date. @throws StartFailure, SchemaMismatch */
export const openLog = async (
  { eventStoreUrl, migrate }: Settings,
  databaseUrl: string,
  stop: AbortSignal,
): Promise<EventStore> => {
  const url = eventStoreUrl ?? databaseUrl;
  if (eventStoreEngine(url) === 'eventstoredb') return openEventStoreDb(url);
  if (eventStoreUrl !== null) await assertReachable('EVENT_STORE_URL', eventStoreUrl, stop);
  return usable('EVENT_STORE_URL', async () => {
    await bringUpLog(url, migrate);
    return openEventStore({ url });
  });
};
