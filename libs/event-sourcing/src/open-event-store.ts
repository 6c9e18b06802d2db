import { EventStoreUrlInvalid } from './event-store-errors.ts';
import type { EventStore } from './event-store.ts';
import { openEventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.ts';
import { openPostgresEventStore } from './postgres/postgres-event-store.ts';

/** What keeps the log: `postgres://` or `postgresql://`; `esdb://` or `kurrentdb://`, also with `+discover`. @throws EventStoreUrlInvalid */
export const eventStoreEngine = (url: string): 'postgres' | 'eventstoredb' => {
  if (/^postgres(ql)?:\/\//i.test(url)) return 'postgres';
  if (/^(esdb|kurrentdb)(\+discover)?:\/\//.test(url)) return 'eventstoredb';
  throw new EventStoreUrlInvalid('expected postgres://… or esdb://…');
};

/** Opens the log at `url`. @throws EventStoreUrlInvalid EventStoreRefused EventStoreUnreachable, and what PostgreSQL says */
export const openEventStore = async (options: {
  readonly url: string;
  /** For EventStoreDB: how long a server that is not there yet is waited for; 0 unless told. */
  readonly patienceMs?: number;
}): Promise<EventStore> =>
  eventStoreEngine(options.url) === 'postgres' ? openPostgresEventStore(options) : openEventStoreDbEventStore(options);
