import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import type { EventStore, ExpectedRevision, LogBatch } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import {
  append,
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

const MIB = 1 << 20;
const WRITERS = 16;

/** How many events: so many that a log which misses one, or keeps what nobody pulled, is seen to. */
export interface Load {
  readonly ofEachWriter: number;
  /** Of 1 KiB, while a subscriber pulls none: several times what memory may grow by. */
  readonly notPulled: number;
}

const heapUsed = (): number => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
};

/** Appends `count` events of 1 KiB, 50 at a time to streams of their own, and returns their ids in log order. */
const publish = async (store: EventStore, category: string, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let from = 0; from < count; from += 50) {
    const events = newEvents(50, { text: 'x'.repeat(1_024) });
    await appended(store, `${category}-${from}-of-${count}`, 'no_stream', events);
    ids.push(...idsOf(events));
  }
  return ids;
};

/** Reads the stream and appends to it at the revision it saw, until that is taken. */
const win = async (store: EventStore, stream: string): Promise<number> => {
  for (;;) {
    let seen: ExpectedRevision = 'no_stream';
    for await (const { revision } of store.readStream(stream, { direction: 'backwards', limit: 1 })) seen = revision;
    const result = await append(store, stream, seen, newEvents(1));
    if (result.status === 'appended') return result.revision;
  }
};

export const underLoad = (log: () => LogUnderTest, { ofEachWriter, notPulled }: Load): void =>
  describe('under load', () => {
    const count = WRITERS * ofEachWriter;

    it('shows live readers thousands of events of 16 concurrent writers, none missed, doubled or reordered', async () => {
      const { store, other } = log();
      const category = newCategory();
      const after = await store.head();
      const readers = [store, other].map(client =>
        takeEvents(client.subscribe({ after, filter: { categories: [category] } }), count),
      );
      const write = async (writer: number): Promise<void> => {
        for (let revision = 0; revision < ofEachWriter; revision += 1)
          await appended(
            writer % 2 ? store : other,
            `${category}-${writer}`,
            revision === 0 ? 'no_stream' : revision - 1,
            [newEvent({ writer, revision })],
          );
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));

      const [seen, seenByOther] = (await Promise.all(readers)) as [RecordedEvent[], RecordedEvent[]];
      expect(seen).toHaveLength(count);
      expect(areIncreasing(seen)).toBe(true);
      const next = new Map<string, number>();
      const outOfTurn = seen.filter(({ stream, revision, data }) => {
        const expected = next.get(stream) ?? 0;
        next.set(stream, expected + 1);
        return revision !== expected || data['revision'] !== expected;
      });
      expect(outOfTurn).toEqual([]);
      expect(idsOf(seenByOther)).toEqual(idsOf(seen));
    }, 180_000);

    it('has exactly one winner a revision when 64 writers race for one stream', async () => {
      const { store, other } = log();
      const stream = `${newCategory()}-1`;
      const revisions = await Promise.all(
        Array.from({ length: 64 }, (_, writer) => win(writer % 2 ? store : other, stream)),
      );
      const everyRevision = Array.from({ length: 64 }, (_, revision) => revision);
      expect(revisions.toSorted((a, b) => a - b)).toEqual(everyRevision);
      const events = await collect(store.readStream(stream));
      expect(events.map(({ revision }) => revision)).toEqual(everyRevision);
    });

    it('does not grow memory with what a slow subscriber has not pulled', async () => {
      const { store } = log();
      const category = newCategory();
      const after = await store.head();
      const slow = store.subscribe({ after, filter: { categories: [category] } })[Symbol.asyncIterator]();
      // Enough to fill whatever recent events a client keeps.
      const ids = await publish(store, category, 10_000);
      const first = (await slow.next()).value as LogBatch;
      const before = heapUsed();
      ids.push(...(await publish(store, category, notPulled)));
      expect(heapUsed() - before).toBeLessThan(16 * MIB);

      const rest = await takeEvents({ [Symbol.asyncIterator]: () => slow }, ids.length - first.events.length);
      expect(idsOf([...first.events, ...rest])).toEqual(ids);
    });
  });
