import { EventStoreDouble } from '@counterfoil/testing/eventstoredb-double';
import { freePort } from '@counterfoil/testing';
import { EventStoreDBClient } from '@eventstore/db-client';
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
import { encodeAppend } from '../encode-append.ts';
import { AppendOutcomeUnknown, EventStoreUnreachable } from '../event-store-errors.ts';
import type { EventStore } from '../event-store.ts';
import { AppendCall } from './append-call.ts';
import { appendToOne } from './appends.ts';
import { openEventStoreDbEventStore } from './eventstoredb-event-store.ts';

describe('lost connections to EventStoreDB', () => {
  let double: EventStoreDouble;
  let store: EventStore;

  beforeEach(async () => {
    double = await EventStoreDouble.start();
    store = await openEventStoreDbEventStore(double);
  });
  afterEach(async () => {
    await store.close();
    await double.close();
  });

  it('loses and doubles nothing when every connection is cut again and again', async () => {
    const category = newCategory();
    const seen = takeEvents(store.subscribe({ after: await store.head(), filter: { categories: [category] } }), 2_000);
    const events = newEvents(2_000);
    const queue = events.entries();
    const worker = async (): Promise<void> => {
      for (const [id, event] of queue) {
        await appended(store, `${category}-${id}`, 'no_stream', [event]);
        if (id % 200 === 199) double.cut();
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(double.connected).toBeGreaterThan(5);
    expect(idsOf(await seen).toSorted()).toEqual(idsOf(events).toSorted());
    expect(idsOf(await eventsOf(store.readAll({ after: 0n }))).toSorted()).toEqual(idsOf(events).toSorted());
  });

  it('goes on where it was when the server was away for a while', async () => {
    const category = newCategory();
    const filter = { categories: [category] };
    const seen: string[] = [];
    const events = newEvents(1_000);
    await appended(store, `${category}-1`, 'no_stream', events.slice(0, 600));
    for await (const batch of store.subscribe({ after: 0n, filter })) {
      seen.push(...idsOf(batch.events));
      if (seen.length === 600) {
        double.setReachable(false);
        const waiting = appended(store, `${category}-1`, 599, events.slice(600));
        // In the next round of the loop, that is: after the subscription has met nobody.
        setImmediate(() => double.setReachable(true));
        await waiting;
      }
      if (seen.length >= 1_000) break;
    }
    expect(seen).toEqual(idsOf(events));
  });

  it.each(['committed-then-timed-out', 'committed-then-cut', 'committed-then-silent'] as const)(
    'finds out about a commit whose answer was lost: %s',
    async fault => {
      const stream = `${newCategory()}-1`;
      await appended(store, stream, 'no_stream', newEvents(1));
      const events = newEvents(2);
      double.strikeAppends(fault);
      const result = await append(store, stream, 0, events);
      const stored = await collect(store.readStream(stream));
      expect(idsOf(stored.slice(1))).toEqual(idsOf(events));
      expect(result).toEqual({ status: 'appended', revision: 2, position: stored[2]?.position, repeated: true });
    },
  );

  it('tells a commit whose answer was lost from that of another writer', async () => {
    const stream = `${newCategory()}-1`;
    const other = await openEventStoreDbEventStore(double);
    double.strikeAppends('slow', 'committed-then-silent');
    const slow = append(store, stream, 'no_stream', newEvents(1));
    const silent = append(other, stream, 'no_stream', newEvents(1));
    expect(await slow).toEqual({ status: 'conflict', stream, actual: 0 });
    expect(await silent).toMatchObject({ status: 'appended', revision: 0, repeated: true });
    await other.close();
  });

  it('sends again what the server refused for a while', async () => {
    double.strikeAppends('refused', 'refused');
    expect(await append(store, `${newCategory()}-1`, 'no_stream', newEvents(1))).toMatchObject({
      status: 'appended',
      repeated: false,
    });
  });

  it('says that it does not know, when the server stays out of reach', async () => {
    const client = EventStoreDBClient.connectionString(double.url);
    double.setReachable(false);
    const unsent = encodeAppend({ stream: 'a-1', expectedRevision: 'no_stream', events: newEvents(1) });
    await expect(appendToOne(new AppendCall(client), client, unsent, 100)).rejects.toThrow(AppendOutcomeUnknown);
    void client.dispose();
  });

  it('does not open where there is no server', async () => {
    const url = `esdb://127.0.0.1:${await freePort()}?tls=false`;
    await expect(openEventStoreDbEventStore({ url })).rejects.toThrow(EventStoreUnreachable);
  });
});
