import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { cause } from '../../test/purse.ts';
import { storeWith } from '../store-with.ts';
import { UnreadableEvent } from '../event-codec.ts';
import type { EventStore, LogFilter } from '../event-store.ts';
import { openPostgresEventStore } from '../postgres/postgres-event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { migrateProjections } from './checkpoint.ts';
import type { Projection } from './projection.ts';
import { runProjection } from './run-projection.ts';

describe('a running projection', () => {
  let db: TestDatabase;
  let store: EventStore;
  let running: ReturnType<typeof runProjection>[];
  let warnings: string[];

  beforeEach(async () => {
    db = await testDatabase();
    await migrateProjections(db.pool);
    // No key: a row that is written twice is there twice.
    await db.pool.query('create table seen (position bigint, stream text, revision int)');
    store = await openPostgresEventStore(db);
    [running, warnings] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(running.map(projection => projection.stop()));
    await store.close();
    await db.drop();
  });

  /** One event on each of `streams`, which must be new. Answers the last one's position. */
  const happen = async (...streams: readonly string[]): Promise<bigint> => {
    const { commandId: _, ...why } = cause();
    const results = await store.append(
      streams.map(stream => ({
        stream,
        expectedRevision: 'no_stream',
        events: [{ eventId: randomUUID(), type: 'Happened', data: {}, metadata: { ...why, schemaVersion: 1 } }],
      })),
    );
    const last = results.at(-1);
    if (last?.status !== 'appended') throw new Error('unreachable');
    return last.position;
  };

  const write = async (events: readonly RecordedEvent[], client: PoolClient): Promise<void> => {
    const rows = events.map(({ position, stream, revision }) => ({ position: String(position), stream, revision }));
    await client.query('insert into seen select * from json_populate_recordset(null::seen, $1)', [
      JSON.stringify(rows),
    ]);
  };

  const project = (change: { apply?: Projection['apply']; filter?: LogFilter; store?: EventStore } = {}) => {
    const { apply = write, filter = {}, store: log = store } = change;
    const projection = { name: 'seen', version: 1, filter, tables: ['seen'], apply };
    const warn = (_: object, message: string): void => void warnings.push(message);
    const runner = runProjection({ projection, store: log, pool: db.pool, log: { warn } });
    running.push(runner);
    return runner;
  };

  const seen = async (): Promise<readonly string[]> => {
    const { rows } = await db.pool.query<{ stream: string }>('select stream from seen order by position');
    return rows.map(row => row.stream);
  };
  const checkpoint = async (): Promise<bigint | undefined> => {
    const { rows } = await db.pool.query<{ position: string }>('select position from projection.checkpoints');
    return rows[0] && BigInt(rows[0].position);
  };

  it('writes what is in the log, then what is appended, and says when', async () => {
    await happen('a-1', 'a-2');
    const projection = project();
    const position = await happen('a-3');
    expect(await projection.waitUntil(position, 10_000)).toBe(true);
    expect(projection.position()).toBe(position);
    expect(await seen()).toEqual(['a-1', 'a-2', 'a-3']);
    expect(await checkpoint()).toBe(position);
    expect(await projection.waitUntil(position + 1n, 30)).toBe(false);
  });

  it('writes a long backlog in order, each event once, and goes on where it stopped', async () => {
    const streams = Array.from({ length: 2_500 }, (_, index) => `a-${index}`);
    await happen(...streams.slice(0, 1_500));
    const first = project();
    expect(await first.waitUntil(await store.head(), 10_000)).toBe(true);
    await first.stop();
    await first.stopped;
    const position = await happen(...streams.slice(1_500));
    expect(await project().waitUntil(position, 10_000)).toBe(true);
    expect(await seen()).toEqual(streams);
  });

  it('gets past events that it does not want', async () => {
    const projection = project({ filter: { categories: ['a'] } });
    const wanted = await happen('a-1');
    const unwanted = await happen('b-1', 'b-2');
    expect(await projection.waitUntil(unwanted, 10_000)).toBe(true);
    expect(await seen()).toEqual(['a-1']);
    expect(await checkpoint()).toBe(wanted);
    const last = await happen('a-2');
    expect(await projection.waitUntil(last, 10_000)).toBe(true);
    expect(await seen()).toEqual(['a-1', 'a-2']);
  });

  it('writes neither rows nor checkpoint when it fails between them, and both when it does not', async () => {
    const failures = [new Error('the first time'), new Error('the second time')];
    const untouched: unknown[] = [];
    const projection = project({
      apply: async (events, client) => {
        untouched.push([await seen(), await checkpoint()]);
        await write(events, client);
        const failure = failures.shift();
        if (failure) throw failure;
      },
    });
    const position = await happen('a-1');
    expect(await projection.waitUntil(position, 10_000)).toBe(true);
    expect(untouched).toEqual([
      [[], 0n],
      [[], 0n],
      [[], 0n],
    ]);
    expect(await seen()).toEqual(['a-1']);
    expect(await checkpoint()).toBe(position);
    expect(warnings).toEqual(['projection stumbled', 'projection stumbled']);
  });

  it('stops at an event that it cannot read, and skips nothing', async () => {
    const apply: Projection['apply'] = async (events, client) => {
      const bad = events.find(event => event.stream === 'a-bad');
      if (bad) throw new UnreadableEvent(bad, 'unknown type');
      await write(events, client);
    };
    const projection = project({ apply });
    const good = await happen('a-1');
    expect(await projection.waitUntil(good, 10_000)).toBe(true);
    await happen('a-bad', 'a-2');
    await expect(projection.stopped).rejects.toThrow(UnreadableEvent);
    expect(await seen()).toEqual(['a-1']);
    expect(await checkpoint()).toBe(good);
    expect(warnings).toEqual([]);

    expect(await project().waitUntil(await store.head(), 10_000)).toBe(true);
    expect(await seen()).toEqual(['a-1', 'a-bad', 'a-2']);
  });

  it('is written once by two processes at the same time, and both know when', async () => {
    const another = await openPostgresEventStore(db);
    const [mine, yours] = [project(), project({ store: another })];
    const streams: string[] = [];
    for (let round = 0; round < 100; round += 1) {
      streams.push(`a-${round}`);
      const position = await happen(`a-${round}`);
      expect(await Promise.all([mine, yours].map(runner => runner.waitUntil(position, 5_000)))).toEqual([true, true]);
    }
    expect(await seen()).toEqual(streams);
    expect(warnings).toEqual([]);
    await yours.stop();
    await another.close();
  });

  it('is taken over by the other process where the first one stopped', async () => {
    const [mine, yours] = [project(), project()];
    expect(await mine.waitUntil(await happen('a-1'), 10_000)).toBe(true);
    await mine.stop();
    expect(await yours.waitUntil(await happen('a-2'), 10_000)).toBe(true);
    expect(await seen()).toEqual(['a-1', 'a-2']);
  });

  it('stops without a complaint while it stumbles', async () => {
    const projection = project({ apply: () => Promise.reject(new Error('no table')) });
    await happen('a-1');
    await eventually(() => warnings.length > 3);
    await projection.stop();
    await expect(projection.stopped).resolves.toBeUndefined();
    expect(await checkpoint()).toBe(0n);
  });

  it('ends with the log', async () => {
    const projection = project();
    await projection.waitUntil(await happen('a-1'), 10_000);
    await store.close();
    await expect(projection.stopped).resolves.toBeUndefined();
  });

  it('gets over a log that breaks off', async () => {
    let breaks = 2;
    const subscribe: EventStore['subscribe'] = options => {
      breaks -= 1;
      if (breaks >= 0) throw new Error('connection lost');
      return store.subscribe(options);
    };
    const projection = project({ store: storeWith(store, { subscribe }) });
    expect(await projection.waitUntil(await happen('a-1'), 10_000)).toBe(true);
    expect(await seen()).toEqual(['a-1']);
  });
});
