import { randomUUID } from 'node:crypto';
import { openPostgresEventStore, type EventStore, type NewEvent } from '@counterfoil/event-sourcing';
import { Pool } from 'pg';

const SECONDS = 5;
const CONNECTIONS = 32;

interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Milliseconds, ascending. */
  readonly latencies: Float64Array;
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

/** `clients` loops, each beginning its next `once` when the last is done, for `seconds`. */
const measure = async (clients: number, once: () => Promise<unknown>, seconds = SECONDS): Promise<Measured> => {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
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
  return { events: latencies.length, seconds: elapsed, latencies: Float64Array.from(latencies).sort() };
};

const rate = ({ events, seconds }: Measured): number => events / seconds;

const percentile = ({ latencies }: Measured, share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;

/** What is to be matched: the same columns and keys, one row a transaction, on `CONNECTIONS` connections. */
const singleRowInserts = async (url: string): Promise<Measured> => {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  try {
    await pool.query(`create schema bench; create table bench.events (
      position bigint generated always as identity primary key, stream text not null, category text not null,
      revision int not null, event_id uuid not null, type text not null, data json not null, metadata json not null,
      recorded_at timestamptz not null default clock_timestamp(), unique (stream, revision))`);
    const insert = (): Promise<unknown> => {
      const { eventId, type, data, metadata } = newEvent();
      return pool.query({
        name: 'bench-insert',
        text: `insert into bench.events (stream, category, revision, event_id, type, data, metadata)
               values ($1, 'bench', 0, $2, $3, $4, $5)`,
        values: [`bench-${eventId}`, eventId, type, JSON.stringify(data), JSON.stringify(metadata)],
      });
    };
    await measure(CONNECTIONS, insert, 1);
    return await measure(CONNECTIONS, insert);
  } finally {
    await pool.query('drop schema if exists bench cascade');
    await pool.end();
  }
};

const appends = (store: EventStore, clients: number): Promise<Measured> =>
  measure(clients, () => {
    const event = newEvent();
    return store.append([{ stream: `bench-${event.eventId}`, expectedRevision: 'no_stream', events: [event] }]);
  });

/** How many transactions the events after `position` came in: a group's rows have one transaction id. */
const transactionsAfter = async (pool: Pool, position: bigint): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    'select count(distinct xmin::text)::int as count from event_log.events where position > $1',
    [position],
  );
  return rows[0]?.count ?? 0;
};

const row = (clients: number, measured: Measured, baseline: Measured, transactions: number) => ({
  clients,
  'events/s': Math.round(rate(measured)),
  ratio: Number((rate(measured) / rate(baseline)).toFixed(2)),
  'p50 ms': Number(percentile(measured, 0.5).toFixed(2)),
  'p99 ms': Number(percentile(measured, 0.99).toFixed(2)),
  'events a commit': Number((measured.events / transactions).toFixed(1)),
});

/** Prints the append throughput at 1, 8 and 32 clients beside single-row inserts, in the database at `url`, which it fills. */
export const benchAppend = async ({ url }: { readonly url: string }): Promise<void> => {
  const pool = new Pool({ connectionString: url, max: 1 });
  const store = await openPostgresEventStore({ url });
  try {
    const { rows } = await pool.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'server_version')",
    );
    console.log(rows.map(({ name, setting }) => `${name} ${setting}`).join(', '));
    const baseline = await singleRowInserts(url);
    const table: Record<string, ReturnType<typeof row>> = {
      'single-row inserts': row(CONNECTIONS, baseline, baseline, baseline.events),
    };
    for (const clients of [1, 8, 32]) {
      const before = await store.head();
      const measured = await appends(store, clients);
      table[`append, ${clients} clients`] = row(clients, measured, baseline, await transactionsAfter(pool, before));
    }
    console.table(table);
  } finally {
    await store.close();
    await pool.end();
  }
};
