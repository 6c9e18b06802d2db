import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { cause, eventsOf, fill, purseDefinition, type Purse } from '../test/purse.ts';
import { Aggregate } from './aggregate.ts';
import type { EventStore } from './event-store.ts';
import { openPostgresEventStore } from './postgres/postgres-event-store.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { StreamFollower } from './stream-follower.ts';

const LONG = 50_000;

describe('following a stream', () => {
  let db: TestDatabase;
  let store: EventStore;
  let events: readonly RecordedEvent[];
  let loads: number;

  beforeAll(async () => {
    db = await testDatabase();
    store = await openPostgresEventStore(db);
    await new Aggregate(store, purseDefinition).handle('p1', fill(1n, 1n, 1n, 1n), cause());
    events = await eventsOf(store, 'purse-p1');
  });
  afterAll(async () => {
    await store.close();
    await db.drop();
  });

  /** A follower that `arrived` events have reached, in that order; `arrive` brings another one. */
  const following = (...arrived: readonly number[]) => {
    const purses = new Aggregate(store, purseDefinition);
    const inbox = arrived.map(index => events[index]!);
    let wake = (): void => undefined;
    loads = 0;
    const counted = {
      evolve: purses.evolve.bind(purses),
      load: (id: string) => {
        loads += 1;
        return purses.load(id);
      },
    };
    const follower = new StreamFollower<Purse>(counted, 'p1', inbox, listener => (wake = listener));
    const arrive = (index: number): void => {
      inbox.push(events[index]!);
      wake();
    };
    return { follower, arrive, seen: purses.load('p1', ({ revision }) => revision === 0) };
  };
  const has = (balance: bigint) => (purse: Purse) => purse.balance >= balance;

  it('folds what arrives onto what was seen, without a read', async () => {
    const { follower, arrive, seen } = following(1);
    const waiting = follower.until(await seen, has(3n), LONG);
    arrive(2);
    expect(await waiting).toMatchObject({ state: { balance: 3n, changes: 3 }, revision: 2 });
    expect(loads).toBe(0);
  });

  it('passes over what it has seen', async () => {
    const { follower, seen } = following(0, 0, 1, 0, 1, 2);
    expect(await follower.until(await seen, has(3n), LONG)).toMatchObject({ state: { balance: 3n, changes: 3 } });
    expect(loads).toBe(0);
  });

  it('reads the stream again when an event between was not seen', async () => {
    const { follower, seen } = following(2);
    expect(await follower.until(await seen, has(4n), LONG)).toMatchObject({ state: { balance: 4n }, revision: 3 });
    expect(loads).toBe(1);
  });

  it('fails when what arrives cannot be read', async () => {
    const broken = [{ ...events[1]!, type: 'Stolen' }];
    const purses = new Aggregate(store, purseDefinition);
    const follower = new StreamFollower<Purse>(purses, 'p1', broken, () => undefined);
    await expect(
      follower.until(await purses.load('p1', ({ revision }) => revision === 0), has(9n), LONG),
    ).rejects.toThrow('unknown type');
  });
});
