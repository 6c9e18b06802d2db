import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { cause, eventsOf, fill, purseDefinition, spend, type Purse } from '../test/purse.ts';
import { Aggregate } from './aggregate.ts';
import { UnreadableEvent } from './event-codec.ts';
import type { EventStore } from './event-store.ts';
import { FoldedStates } from './folded-states.ts';
import { openPostgresEventStore } from './postgres/postgres-event-store.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { storeWith } from './store-with.ts';

describe('the states after the events of a log', () => {
  let db: TestDatabase;
  let store: EventStore;
  let events: readonly RecordedEvent[];
  let reads: number;

  beforeAll(async () => {
    db = await testDatabase();
    store = await openPostgresEventStore(db);
    const purses = new Aggregate(store, purseDefinition);
    for (const command of [fill(1n, 2n), spend(3n), fill(10n)]) await purses.handle('p-1', command, cause());
    events = await eventsOf(store, 'purse-p-1');
  });
  beforeEach(() => {
    reads = 0;
  });
  afterAll(async () => {
    await store.close();
    await db.drop();
  });

  const states = () => {
    const readStream: EventStore['readStream'] = (stream, options) => {
      reads += 1;
      return store.readStream(stream, options);
    };
    return new FoldedStates(new Aggregate(storeWith(store, { readStream }), purseDefinition));
  };
  const BALANCES = [1n, 3n, 0n, 10n];
  const balancesAfter = async (folded: FoldedStates<never, Purse, never>, order: readonly number[]) => {
    const balances: bigint[] = [];
    for (const index of order) balances.push((await folded.after(events[index]!)).balance);
    return balances;
  };

  it('are folded once, without a read, by who follows in order', async () => {
    const folded = states() as never;
    expect(await balancesAfter(folded, [0, 1, 2, 3, 3])).toEqual([...BALANCES, 10n]);
    expect(reads).toBe(0);
  });

  it.each([[[3]], [[0, 2]], [[3, 1, 2]], [[1, 0, 3, 1]], [[2, 3, 0, 1, 2, 3]]])(
    'are right for who reads the events %j',
    async order => {
      expect(await balancesAfter(states() as never, order)).toEqual(order.map(index => BALANCES[index]));
    },
  );

  it('are right for many who ask at once', async () => {
    const folded = states();
    const asked = await Promise.all([3, 0, 2, 1, 3, 0, 2, 1].map(index => folded.after(events[index]!)));
    expect(asked.map(({ balance }) => balance)).toEqual([10n, 1n, 0n, 3n, 10n, 1n, 0n, 3n]);
  });

  it('are not to be had after an event that cannot be read', async () => {
    await expect(states().after({ ...events[0]!, type: 'Stolen' })).rejects.toThrow(UnreadableEvent);
  });
});
