import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { cause, fill, purseDefinition, spend, type Purse } from '../test/purse.ts';
import { Aggregate } from './aggregate.ts';
import type { EventStore } from './event-store.ts';
import { openPostgresEventStore } from './postgres/postgres-event-store.ts';
import { StreamWatch } from './stream-watch.ts';
import { storeWith } from './store-with.ts';

const LONG = 50_000;
const SHORT = 30;

describe('watching streams', () => {
  let db: TestDatabase;
  let store: EventStore;
  let another: EventStore;
  let watch: StreamWatch;
  let failures: unknown[];
  let id: string;

  beforeAll(async () => {
    db = await testDatabase();
    [store, another] = [await openPostgresEventStore(db), await openPostgresEventStore(db)];
    failures = [];
    watch = await StreamWatch.start(store, ['purse'], error => failures.push(error));
  });
  beforeEach(() => {
    id = randomUUID();
  });
  afterAll(async () => {
    watch.stop();
    await Promise.all([store.close(), another.close()]);
    await db.drop();
  });

  const pursesOf = (log: EventStore) => new Aggregate(log, purseDefinition);
  const has = (balance: bigint) => (purse: Purse) => purse.balance === balance;
  const listening = (): number => (watch as unknown as { listeners: Map<string, unknown> }).listeners.size;

  it('answers at once what is so already', async () => {
    const purses = pursesOf(store);
    await purses.handle(id, fill(5n), cause());
    expect(await watch.until(purses, id, has(5n), 0)).toMatchObject({ state: { balance: 5n }, revision: 0 });
  });

  it.each(['this process', 'another process'])('waits for what %s appends', async who => {
    const waiting = watch.until(pursesOf(store), id, has(5n), LONG);
    const purses = pursesOf(who === 'this process' ? store : another);
    await purses.handle(id, fill(3n), cause());
    await purses.handle(id, fill(2n), cause());
    expect(await waiting).toMatchObject({ state: { balance: 5n }, revision: 1 });
  });

  it('hears of what was appended between listening and waiting', async () => {
    const purses = pursesOf(store);
    using follower = watch.follow(purses, id);
    const handled = await purses.handle(id, fill(5n), cause());
    if (handled.status !== 'done') throw new Error('unreachable');
    await pursesOf(another).handle(id, spend(1n), cause());
    expect(await follower.until(handled, has(4n), LONG)).toMatchObject({ state: { balance: 4n }, revision: 1 });
  });

  it('answers the last state that it saw when the time is over', async () => {
    const purses = pursesOf(store);
    const waiting = watch.until(purses, id, has(99n), SHORT);
    await purses.handle(id, fill(5n), cause());
    expect((await waiting).state.balance).toBeLessThan(99n);
    expect(await watch.until(purses, id, has(99n), SHORT)).toMatchObject({ state: { balance: 5n }, revision: 0 });
    expect(await watch.until(purses, randomUUID(), has(99n), SHORT)).toMatchObject({ revision: 'no_stream' });
  });

  it('wakes everybody who waits for a stream, each for what they wait for', async () => {
    const purses = pursesOf(store);
    const waiting = Array.from({ length: 500 }, (_, index) => watch.until(purses, id, has(BigInt(index % 5)), LONG));
    for (let step = 0; step < 5; step += 1) await purses.handle(id, fill(1n), cause());
    const seen = await Promise.all(waiting);
    // Who begins to look late sees a later state, in which what they wait for has come as well.
    expect(seen.filter(({ state }, index) => state.balance < BigInt(index % 5))).toEqual([]);
  });

  it('loses no wake-up in 10,000 waits that race with the appends they wait for', async () => {
    const [purses, others] = [pursesOf(store), pursesOf(another)];
    const raced = async (stream: string, index: number): Promise<boolean> => {
      const append = () => (index % 2 === 0 ? purses : others).create(stream, fill(1n), cause());
      const wait = () => watch.until(purses, stream, has(1n), LONG);
      const early = Array.from({ length: 4 }, wait);
      const appending = append();
      const middle = Array.from({ length: 3 }, wait);
      await (index % 3 === 0 ? appending : Promise.resolve());
      const late = Array.from({ length: 3 }, wait);
      const seen = await Promise.all([...early, ...middle, ...late]);
      return seen.every(({ state }) => state.balance === 1n);
    };
    for (let round = 0; round < 10; round += 1) {
      const streams = Array.from({ length: 100 }, (_, index) => raced(randomUUID(), index));
      expect(await Promise.all(streams)).not.toContain(false);
    }
  });

  it('keeps nobody in mind who does not wait any more', async () => {
    const purses = pursesOf(store);
    await watch.until(purses, id, has(1n), SHORT);
    const [one, two] = [watch.follow(purses, id), watch.follow(purses, id)];
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    expect(listening()).toBe(1);
    two[Symbol.dispose]();
    expect(listening()).toBe(0);
    expect(failures).toEqual([]);
  });

  it('goes on where it was when its subscription fails, and says so', async () => {
    const broken = { next: () => Promise.reject(new Error('no such log')) };
    let subscriptions = 0;
    const subscribe: EventStore['subscribe'] = options => {
      subscriptions += 1;
      return subscriptions === 1 ? { [Symbol.asyncIterator]: () => broken } : store.subscribe(options);
    };
    const stumbles: unknown[] = [];
    const mended = await StreamWatch.start(storeWith(store, { subscribe }), ['purse'], error => stumbles.push(error));
    const waiting = mended.until(pursesOf(store), id, has(5n), LONG);
    await pursesOf(another).handle(id, fill(5n), cause());
    expect(await waiting).toMatchObject({ state: { balance: 5n } });
    expect(stumbles).toEqual([expect.objectContaining({ message: 'no such log' })]);
    mended.stop();
  });
});
