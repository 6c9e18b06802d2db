import { EventStoreDouble } from '@counterfoil/testing/eventstoredb-double';
import {
  append,
  appended,
  collect,
  eventsOf,
  idsOf,
  newCategory,
  newEvents,
  takeEvents,
} from '../contract/log-under-test.ts';
import { EventStoreRefused } from '../event-store-errors.ts';
import type { EventStore, LogBatch } from '../event-store.ts';
import { openEventStoreDbEventStore } from './eventstoredb-event-store.ts';

describe('what EventStoreDB is asked for', () => {
  let double: EventStoreDouble;
  let store: EventStore;

  beforeEach(async () => {
    double = await EventStoreDouble.start({ maxAppendBytes: 1 << 20 });
    store = await openEventStoreDbEventStore(double);
  });
  afterEach(async () => {
    await store.close();
    await double.close();
  });

  const publish = async (category: string, count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let from = 0; from < count; from += 500) {
      const events = newEvents(500, { text: 'x'.repeat(1_024) });
      await appended(store, `${category}-${from}-of-${count}`, 'no_stream', events);
      ids.push(...idsOf(events));
    }
    return ids;
  };

  it('sends a slow reader no more than a bounded part of what it has not taken', async () => {
    const category = newCategory();
    const slow = store.subscribe({ after: 0n, filter: { categories: [category] } })[Symbol.asyncIterator]();
    const ids = await publish(category, 500);
    const first = (await slow.next()).value as LogBatch;
    ids.push(...(await publish(category, 5_500)));
    const before = double.sent;
    // Whatever the network holds was sent by the time that all of it was read beside the slow one.
    expect(await eventsOf(store.readAll({ after: 0n }))).toHaveLength(6_000);
    const sentToSlow = double.sent - 6_000;
    expect(before).toBeLessThan(2_000);
    expect(sentToSlow).toBeLessThan(2_000);
    const rest = await takeEvents({ [Symbol.asyncIterator]: () => slow }, 6_000 - first.events.length);
    expect(idsOf([...first.events, ...rest])).toEqual(ids);
  });

  it('leaves events of other categories at the server', async () => {
    const category = newCategory();
    await publish(newCategory(), 5_000);
    const [event] = newEvents(1);
    await appended(store, `${category}-1`, 'no_stream', [event!]);
    const before = double.sent;
    expect(idsOf(await takeEvents(store.subscribe({ after: 0n, filter: { categories: [category] } }), 1))).toEqual([
      event!.eventId,
    ]);
    expect(double.sent - before).toBeLessThan(50);
  });

  it('takes a category for a whole word, and a type for the whole of it', async () => {
    await appended(store, 'payments-1', 'no_stream', newEvents(1));
    const events = newEvents(2);
    await appended(store, 'payment-1', 'no_stream', [events[0]!, { ...events[1]!, type: 'Happened.Again' }]);
    const types = ['Happened'];
    for (const filter of [{ categories: ['payment'], types }, { types }]) {
      const seen = await takeEvents(store.subscribe({ after: 0n, filter }), filter.categories ? 1 : 2);
      expect(seen.map(({ type }) => type)).toEqual(seen.map(() => 'Happened'));
      expect(seen.at(-1)?.eventId).toBe(events[0]!.eventId);
    }
  });

  it('passes over what the server writes for itself', async () => {
    const { position } = await appended(store, 'payment-1', 'no_stream', newEvents(1));
    for (let count = 0; count < 40; count += 1) double.writeSystemEvent();
    expect(await store.head()).toBe(position);
    expect(await collect(store.readAll({ after: position }))).toEqual([]);
    const { position: next } = await appended(store, 'payment-1', 0, newEvents(1));
    const seen = await takeEvents(store.subscribe({ after: position }), 1);
    expect(seen.map(event => event.position)).toEqual([next]);
  });

  it('tells who appends more at once than the server takes', async () => {
    const huge = newEvents(3, { text: 'x'.repeat(400_000) });
    await expect(append(store, 'payment-1', 'no_stream', huge)).rejects.toThrow(EventStoreRefused);
    expect(await append(store, 'payment-1', 'no_stream', huge.slice(1))).toMatchObject({ status: 'appended' });
  });
});
