import type { LogBatch } from '../event-store.ts';
import {
  appended,
  areIncreasing,
  idsOf,
  newCategory,
  newEvent,
  newEvents,
  takeEvents,
  collect,
} from './log-under-test.ts';
import type { LogUnderTest } from './log-under-test.ts';

export const subscribing = (log: () => LogUnderTest): void =>
  describe('subscribing', () => {
    it('follows what every client appends, live', async () => {
      const { store, other } = log();
      const category = newCategory();
      const after = await store.head();
      const seen = [store, other].map(client =>
        takeEvents(client.subscribe({ after, filter: { categories: [category] } }), 40),
      );
      const events = newEvents(40);
      for (const [index, event] of events.entries())
        await appended(index % 2 ? store : other, `${category}-${index}`, 'no_stream', [event]);
      for (const follower of await Promise.all(seen)) expect(idsOf(follower)).toEqual(idsOf(events));
    });

    it('is woken by each append rather than after a while', async () => {
      const { store, other } = log();
      const category = newCategory();
      const batches = other.subscribe({ after: await store.head(), filter: { categories: [category] } });
      let revision = -1;
      const next = () => appended(store, `${category}-1`, revision < 0 ? 'no_stream' : revision, newEvents(1));
      await next();
      // One append after the other is seen: with a pause before each, these would not fit into the test's time.
      for await (const { events } of batches) {
        revision = events.at(-1)?.revision ?? revision;
        if (revision === 200) break;
        if (events.length > 0) await next();
      }
    });

    it('catches up from a position and stays, without a seam', async () => {
      const { other, another } = log();
      const category = newCategory();
      const after = await other.head();
      const events = newEvents(3_000);
      await appended(other, `${category}-1`, 'no_stream', events.slice(0, 1_500));
      // This client has not seen what came before it.
      const late = await another();
      const seen = takeEvents(late.subscribe({ after, filter: { categories: [category] } }), 3_000);
      for (let revision = 1_499; revision < 2_999; revision += 100)
        await appended(other, `${category}-1`, revision, events.slice(revision + 1, revision + 101));
      expect(idsOf(await seen)).toEqual(idsOf(events));
      await late.close();
    });

    it('follows one append of 10,000 events, whoever makes it', async () => {
      const { store, other } = log();
      const category = newCategory();
      const after = await store.head();
      const seen = [store, other].map(client =>
        takeEvents(client.subscribe({ after, filter: { categories: [category] } }), 10_000),
      );
      const events = newEvents(10_000);
      await appended(store, `${category}-1`, 'no_stream', events);
      for (const follower of await Promise.all(seen)) expect(idsOf(follower)).toEqual(idsOf(events));
    });

    it('starts at the beginning of the log when asked to', async () => {
      const { store } = log();
      await appended(store, `${newCategory()}-1`, 'no_stream', newEvents(1));
      const [first] = await takeEvents(store.subscribe({ after: 0n }), 1);
      const [expected] = await takeEvents(store.readAll({ after: 0n }), 1);
      expect(first).toEqual(expected);
    });

    it('moves on with what its filter leaves out', async () => {
      const { store, other } = log();
      const [category, elsewhere] = [newCategory(), newCategory()];
      const after = await store.head();
      const wanted = { categories: [category], types: ['Wanted'] };
      await appended(store, `${category}-1`, 'no_stream', [newEvent({}, 'Wanted'), newEvent({}, 'Unwanted')]);
      const { position } = await appended(other, `${elsewhere}-1`, 'no_stream', newEvents(1_200));
      const batches: LogBatch[] = [];
      for await (const batch of store.subscribe({ after, filter: wanted })) {
        batches.push(batch);
        if (batch.position >= position) break;
      }
      expect(batches.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['Wanted']);
      expect(areIncreasing(batches)).toBe(true);
      for (const batch of batches) expect(batch.events.every(event => event.position <= batch.position)).toBe(true);
    });

    it('lets each subscriber go at its own pace', async () => {
      const { store } = log();
      const category = newCategory();
      const options = { after: await store.head(), filter: { categories: [category] } };
      const slow = store.subscribe(options)[Symbol.asyncIterator]();
      const firstOfSlow = slow.next();
      const events = newEvents(2_000);
      await appended(store, `${category}-1`, 'no_stream', events.slice(0, 1));
      await appended(store, `${category}-1`, 0, events.slice(1));
      expect(idsOf(await takeEvents(store.subscribe(options), 2_000))).toEqual(idsOf(events));

      const first = (await firstOfSlow).value as LogBatch;
      const rest = await takeEvents({ [Symbol.asyncIterator]: () => slow }, 2_000 - first.events.length);
      expect(idsOf([...first.events, ...rest])).toEqual(idsOf(events));
    });

    it('ends without throwing when it is aborted, whatever it is doing', async () => {
      const { store } = log();
      expect(await collect(store.subscribe({ after: 0n, signal: AbortSignal.abort() }))).toEqual([]);

      const waiting = new AbortController();
      const head = await store.head();
      const nothing = collect(store.subscribe({ after: head, signal: waiting.signal }));
      setImmediate(() => waiting.abort());
      await nothing;

      const amidst = new AbortController();
      await appended(store, `${newCategory()}-1`, 'no_stream', newEvents(2_000));
      let batches = 0;
      for await (const _ of store.subscribe({ after: head, signal: amidst.signal })) {
        batches += 1;
        amidst.abort();
      }
      expect(batches).toBe(1);
    });

    it('ends without throwing when the store is closed', async () => {
      const closing = await log().another();
      const behind = closing.subscribe({ after: 0n })[Symbol.asyncIterator]();
      await behind.next();
      const live = collect(closing.subscribe({ after: await closing.head() }));
      await closing.close();
      await live;
      expect(await behind.next()).toEqual({ done: true, value: undefined });
    });
  });
