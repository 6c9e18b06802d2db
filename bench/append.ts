import { randomUUID } from 'node:crypto';
import { openPostgresEventStore, type EventStore, type NewEvent } from '@counterfoil/event-sourcing';
import { Pool } from 'pg';
import { EventLog } from './event-log.ts';

/** The measurements take turns, so that what else the machine does falls on all of them. */
const ROUNDS = 5;
const SECONDS_A_ROUND = 1;
const CONNECTIONS = 32;

interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly latencies: readonly number[];
  readonly eventsACommit: number;
}

const newEvent = (): NewEvent => ({
  eventId: randomUUID(),
  type: 'BenchHappened',
  data: { paymentId: 'pay_01J9ZQ3YV0T7Z3N5W8K2M4R6XA', amount: 12_500, currency: 'TRY', status: 'AUTHORIZED' },
  metadata: {
    correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
    causationId: randomUUID(),
    merchantId: 'mer_bench',
    paymentId: null,
    actor: 'system',
    occurredAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
});

/** `clients` loops, each beginning its next `once` when the last is done. */
const measure = async (clients: number, once: () => Promise<unknown>): Promise<Measured> => {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + SECONDS_A_ROUND * 1_000;
  const client = async (): Promise<void> => {
    for (let from = performance.now(); from < end;) {
      await once();
      const to = performance.now();
      latencies.push(to - from);
      from = to;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - begin) / 1_000;
  return { events: latencies.length, seconds: elapsed, latencies, eventsACommit: 1 };
};

const together = (rounds: readonly Measured[]): Measured => ({
  events: rounds.reduce((sum, { events }) => sum + events, 0),
  seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
  latencies: rounds.flatMap(({ latencies }) => latencies).toSorted((a, b) => a - b),
  eventsACommit: rounds.reduce((sum, { eventsACommit }) => sum + eventsACommit, 0) / rounds.length,
});

const rate = ({ events, seconds }: Measured): number => events / seconds;

const percentile = ({ latencies }: Measured, share: number): number =>
  latencies[Math.floor(latencies.length * share)] ?? NaN;

const BASELINE_TABLE = `create schema bench; create table bench.events (
  position bigint generated always as identity primary key, stream text not null, category text not null,
  revision int not null, event_id uuid not null, type text not null, data json not null, metadata json not null,
  recorded_at timestamptz not null default clock_timestamp(), unique (stream, revision))`;

/** What is to be matched: the same columns and keys, one row a transaction, on a connection for each client. */
const insertRow = async (connections: Pool): Promise<void> => {
  const { eventId, type, data, metadata } = newEvent();
  await connections.query({
    name: 'bench-insert',
    text: `insert into bench.events (stream, category, revision, event_id, type, data, metadata)
           values ($1, 'bench', 0, $2, $3, $4, $5)`,
    values: [`bench-${eventId}`, eventId, type, JSON.stringify(data), JSON.stringify(metadata)],
  });
};

const appendEvent = async (store: EventStore): Promise<void> => {
  const event = newEvent();
  await store.append([{ stream: `bench-${event.eventId}`, expectedRevision: 'no_stream', events: [event] }]);
};

const row = (clients: number, measured: Measured, baseline: Measured) => ({
  clients,
  'events/s': Math.round(rate(measured)),
  ratio: Number((rate(measured) / rate(baseline)).toFixed(2)),
  'p50 ms': Number(percentile(measured, 0.5).toFixed(2)),
  'p99 ms': Number(percentile(measured, 0.99).toFixed(2)),
  'events a commit': Number(measured.eventsACommit.toFixed(1)),
});

const printTable = (baseline: Measured, appends: ReadonlyMap<number, Measured>): void => {
  const table: Record<string, ReturnType<typeof row>> = {
    'single-row inserts': row(CONNECTIONS, baseline, baseline),
  };
  for (const [clients, measured] of appends) table[`append, ${clients} clients`] = row(clients, measured, baseline);
  console.table(table);
};

/** Prints the append throughput at 1, 8 and 32 clients beside single-row inserts, in the database at `url`, which it fills. */
export const benchAppend = async ({ url }: { readonly url: string }): Promise<void> => {
  const connections = new Pool({ connectionString: url, max: CONNECTIONS });
  // The server's stop ends sockets that `pool.end()` has not closed yet.
  connections.on('error', () => {});
  const store = await openPostgresEventStore({ url });
  const log = new EventLog(url);
  try {
    console.log(await log.settings());
    await connections.query(BASELINE_TABLE);
    const inserts: Measured[] = [];
    const appends = new Map<number, Measured[]>([1, 8, 32].map(clients => [clients, []]));
    // The first round warms up and does not count.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const inserted = await measure(CONNECTIONS, () => insertRow(connections));
      if (round > 0) inserts.push(inserted);
      for (const [clients, rounds] of appends) {
        const before = await log.position();
        const measured = await measure(clients, () => appendEvent(store));
        if (round > 0) rounds.push({ ...measured, eventsACommit: await log.eventsACommit(before) });
      }
    }
    printTable(together(inserts), new Map([...appends].map(([clients, rounds]) => [clients, together(rounds)])));
  } finally {
    await connections.query('drop schema if exists bench cascade');
    await Promise.all([store.close(), connections.end(), log.close()]);
  }
};
