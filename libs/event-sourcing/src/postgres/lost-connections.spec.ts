import { eventually, freePort, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { cuttableProxy } from '../../test/cuttable-proxy.ts';
import { append, appended, eventsOf, idsOf, newCategory, newEvents, takeEvents } from '../contract/log-under-test.ts';
import { AppendOutcomeUnknown } from '../event-store-errors.ts';
import type { EventStore } from '../event-store.ts';
import { encodeAppend } from '../encode-append.ts';
import { LogWriter } from './log-writer.ts';
import { openPostgresEventStore } from './postgres-event-store.ts';

describe('lost connections', () => {
  let database: TestDatabase;
  let store: EventStore;
  let other: EventStore;

  beforeAll(async () => {
    database = await testDatabase();
    store = await openPostgresEventStore(database);
    other = await openPostgresEventStore(database);
  });
  afterAll(async () => {
    await Promise.all([store.close(), other.close()]);
    await database.drop();
  });

  /** Terminates what any store has open for `purpose`; resolves to how many that were. */
  const terminate = async (purpose: 'writer' | 'listener' | 'reader'): Promise<number> => {
    const { rowCount } = await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'counterfoil log ' || $1`,
      [purpose],
    );
    return rowCount ?? 0;
  };

  /** Appends 3,000 events to as many streams of the category, 8 at a time; `meanwhile` runs after every 300th. */
  const append3000 = async (
    client: EventStore,
    category: string,
    meanwhile: () => Promise<void>,
  ): Promise<string[]> => {
    const events = newEvents(3_000);
    const queue = events.entries();
    const worker = async (): Promise<void> => {
      for (const [id, event] of queue) {
        await appended(client, `${category}-${id}`, 'no_stream', [event]);
        if (id % 300 === 299) await meanwhile();
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return idsOf(events);
  };

  it('loses and doubles nothing when the listening connection is lost again and again', async () => {
    const category = newCategory();
    const after = await store.head();
    const seen = takeEvents(store.subscribe({ after, filter: { categories: [category] } }), 3_000);
    const written = await append3000(other, category, async () => {
      await eventually(async () => (await terminate('listener')) > 0, { describe: 'a listener to terminate' });
    });
    expect(idsOf(await seen).toSorted()).toEqual(written.toSorted());
  });

  it('fetches what was appended while nobody listened, as soon as it listens again', async () => {
    const category = newCategory();
    const batches = store.subscribe({ after: await store.head(), filter: { categories: [category] } });
    await appended(other, `${category}-0`, 'no_stream', newEvents(1));
    let seen = 0;
    for await (const { events } of batches) {
      seen += events.length;
      if (seen === 10) break;
      if (events.length === 0) continue;
      await eventually(async () => (await terminate('listener')) > 0, { describe: 'a listener to terminate' });
      await appended(other, `${category}-${seen}`, 'no_stream', newEvents(1));
    }
    // Ten times the slow re-check would take longer than this.
  }, 30_000);

  it('loses and doubles nothing when the writing connection is lost again and again', async () => {
    const category = newCategory();
    const after = await store.head();
    const seen = takeEvents(other.subscribe({ after, filter: { categories: [category] } }), 3_000);
    let terminated = 0;
    const written = await append3000(store, category, async () => {
      terminated += await terminate('writer');
    });
    const ids = written.toSorted();
    expect(terminated).toBeGreaterThan(5);
    expect(idsOf(await seen).toSorted()).toEqual(ids);
    const stored = await eventsOf(store.readAll({ after, filter: { categories: [category] } }));
    expect(idsOf(stored).toSorted()).toEqual(ids);
  });

  it('goes on catching up when its reading connections are lost', async () => {
    const category = newCategory();
    const after = await store.head();
    await appended(store, `${category}-1`, 'no_stream', newEvents(9_000));
    const late = await openPostgresEventStore(database);
    const revisions: number[] = [];
    for await (const { events } of late.subscribe({ after, filter: { categories: [category] } })) {
      revisions.push(...events.map(({ revision }) => revision));
      await terminate('reader');
      if (revisions.length === 9_000) break;
    }
    expect(revisions).toEqual(Array.from({ length: 9_000 }, (_, revision) => revision));
    await late.close();
  });

  it('finds out about a commit whose answer was lost', async () => {
    const proxy = await cuttableProxy(database.url);
    const behindProxy = await openPostgresEventStore({ url: proxy.url });
    const category = newCategory();
    await appended(behindProxy, `${category}-1`, 'no_stream', newEvents(1));
    const events = newEvents(2);
    const followed = takeEvents(
      behindProxy.subscribe({ after: await store.head(), filter: { categories: [category] } }),
      2,
    );
    proxy.swallowNextAnswer();
    const result = await append(behindProxy, `${category}-1`, 0, events);
    const stored = await eventsOf(store.readAll({ after: 0n, filter: { categories: [category] } }));
    expect(idsOf(stored.slice(1))).toEqual(idsOf(events));
    expect(result).toEqual({ status: 'appended', revision: 2, position: stored[2]?.position, repeated: true });
    expect(idsOf(await followed)).toEqual(idsOf(events));
    await behindProxy.close();
    await proxy.close();
  });

  it('says that it does not know, when the server stays out of reach', async () => {
    const writer = new LogWriter({ host: '127.0.0.1', port: await freePort() }, 100);
    const group = [encodeAppend({ stream: 'a-1', expectedRevision: 'no_stream', events: newEvents(1) })];
    await expect(writer.append(group)).rejects.toThrow(AppendOutcomeUnknown);
    await writer.close();
  });

  it('does not open where there is no server', async () => {
    const url = `postgres://127.0.0.1:${await freePort()}/none`;
    await expect(openPostgresEventStore({ url })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
