import {
  appended,
  areIncreasing,
  eventsOf,
  idsOf,
  newCategory,
  newEvent,
  newEvents,
  collect,
} from './log-under-test.ts';
import type { LogUnderTest } from './log-under-test.ts';

export const reading = (log: () => LogUnderTest): void => {
  describe('reading a stream', () => {
    it('yields nothing for a stream that does not exist', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      expect(await collect(store.readStream(stream))).toEqual([]);
      expect(await collect(store.readStream(stream, { direction: 'backwards' }))).toEqual([]);
    });

    it('reads both ways, from a revision, up to a limit, also when it is long', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      const ids = idsOf(newEvents(1_300));
      await appended(
        store,
        stream,
        'no_stream',
        ids.map(eventId => ({ ...newEvent(), eventId })),
      );
      const read = async (
        ...options: Parameters<typeof store.readStream> extends [string, (infer O)?] ? [O?] : never
      ) => idsOf(await collect(store.readStream(stream, ...options)));

      expect(await read()).toEqual(ids);
      expect(await read({ from: 1_000 })).toEqual(ids.slice(1_000));
      expect(await read({ from: 10, limit: 700 })).toEqual(ids.slice(10, 710));
      expect(await read({ limit: 0 })).toEqual([]);
      expect(await read({ from: 1_300 })).toEqual([]);
      expect(await read({ direction: 'backwards' })).toEqual(ids.toReversed());
      expect(await read({ direction: 'backwards', limit: 1 })).toEqual(ids.slice(-1));
      expect(await read({ direction: 'backwards', from: 600, limit: 2 })).toEqual([ids[600], ids[599]]);
    });

    it('may be broken off', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      await appended(store, stream, 'no_stream', newEvents(3));
      for await (const { revision } of store.readStream(stream)) if (revision === 1) break;
      expect(await collect(store.readStream(stream))).toHaveLength(3);
    });
  });

  describe('reading the log', () => {
    it('reads in commit order what a filter by category and type wants, up to the head', async () => {
      const { store, other } = log();
      const [one, two] = [newCategory(), newCategory()];
      const after = await store.head();
      for (let index = 0; index < 6; index += 1)
        await appended(index % 2 ? store : other, `${index % 3 ? one : two}-${index}`, 'no_stream', [
          newEvent({ index }, index < 3 ? 'Early' : 'Late'),
        ]);
      const indexes = async (filter: { categories?: string[]; types?: string[] }) => {
        const events = await eventsOf(store.readAll({ after, filter }));
        expect(areIncreasing(events)).toBe(true);
        return events.map(({ data }) => data['index']);
      };
      expect(await indexes({ categories: [one, two] })).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await indexes({ categories: [two] })).toEqual([0, 3]);
      expect(await indexes({ categories: [one], types: ['Late'] })).toEqual([4, 5]);
      expect(await indexes({ categories: [one], types: ['Early', 'Late'] })).toEqual([1, 2, 4, 5]);
      expect(await indexes({ categories: [one], types: [] })).toEqual([]);
      expect(await indexes({ categories: [newCategory()] })).toEqual([]);
    });

    it('starts after the given position and ends at the head, wherever the last match is', async () => {
      const { store } = log();
      const category = newCategory();
      const { position: first } = await appended(store, `${category}-1`, 'no_stream', newEvents(1));
      const { position: last } = await appended(store, `${category}-1`, 0, newEvents(1_100));
      await appended(store, `${newCategory()}-1`, 'no_stream', newEvents(1));
      const head = await store.head();
      const batches = await collect(store.readAll({ after: first, filter: { categories: [category] } }));
      const events = batches.flatMap(batch => batch.events);
      expect(events).toHaveLength(1_100);
      expect(events.at(-1)?.position).toBe(last);
      expect(batches.at(-1)?.position).toBe(head);
      expect(areIncreasing(batches)).toBe(true);
      expect(await collect(store.readAll({ after: head }))).toEqual([]);
    });

    it('knows the last event and its position', async () => {
      const { store, other } = log();
      const stream = `${newCategory()}-1`;
      const [first, second] = [newEvent(), newEvent()];
      const { position } = await appended(store, stream, 'no_stream', [first, second]);
      expect(await other.head()).toBe(position);
      expect(await other.last()).toEqual({ ...second, stream, revision: 1, position });
    });

    it('ends when it is aborted', async () => {
      const { store } = log();
      expect(await collect(store.readAll({ after: 0n, signal: AbortSignal.abort() }))).toEqual([]);
    });
  });
};
