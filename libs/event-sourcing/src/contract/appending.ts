import { EventStoreClosed, InvalidAppend } from '../event-store-errors.ts';
import type { Append } from '../event-store.ts';
import type { JsonObject } from '../recorded-event.ts';
import {
  append,
  appended,
  idsOf,
  newCategory,
  newEvent,
  newEvents,
  type LogUnderTest,
  collect,
} from './log-under-test.ts';

export const appending = (log: () => LogUnderTest): void =>
  describe('appending', () => {
    it('gives back an event as it was written', async () => {
      const { store, other } = log();
      const stream = `${newCategory()}-Ödeme/№1 "quoted" \\ {a,b}`;
      const event = newEvent({
        unicode: 'ışık 支払い 🧾 \u2028 \t \\ "',
        nul: 'a\u0000b',
        biggest: Number.MAX_SAFE_INTEGER,
        huge: 1e300,
        small: -0.000_001,
        digits: '123456789012345678901234567890',
        nested: { list: [1, [2, { three: null }], true, ''], empty: {} },
      });
      const { position } = await appended(store, stream, 'no_stream', [event]);
      expect(await collect(other.readStream(stream))).toEqual([{ ...event, stream, revision: 0, position }]);
    });

    it('counts revisions from 0 and answers with those of the last event', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      const first = await appended(store, stream, 'no_stream', newEvents(3));
      const second = await appended(store, stream, 2, newEvents(2));
      const events = await collect(store.readStream(stream));
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
      expect(first).toMatchObject({ status: 'appended', revision: 2, position: events[2]?.position });
      expect(second).toMatchObject({ status: 'appended', revision: 4, position: events[4]?.position });
    });

    it('refuses any other revision than the expected one, and names the actual one', async () => {
      const { store, other } = log();
      const stream = `${newCategory()}-1`;
      const conflict = { status: 'conflict', stream };
      expect(await append(store, stream, 0, newEvents(1))).toEqual({ ...conflict, actual: 'no_stream' });
      await appended(store, stream, 'no_stream', newEvents(2));
      expect(await append(other, stream, 'no_stream', newEvents(1))).toEqual({ ...conflict, actual: 1 });
      expect(await append(other, stream, 0, newEvents(1))).toEqual({ ...conflict, actual: 1 });
      expect(await append(store, stream, 2, newEvents(1))).toEqual({ ...conflict, actual: 1 });
      expect(await collect(store.readStream(stream))).toHaveLength(2);
    });

    it('answers a repeated append as the first time, whoever repeats it and whatever came after', async () => {
      const { store, other } = log();
      const stream = `${newCategory()}-1`;
      const [first, second] = [newEvents(2), newEvents(3)];
      const answers = [await append(store, stream, 'no_stream', first), await append(store, stream, 1, second)];
      expect(await append(other, stream, 1, second)).toEqual({ ...answers[1], repeated: true });
      expect(await append(other, stream, 'no_stream', first)).toEqual({ ...answers[0], repeated: true });
      const events = await collect(store.readStream(stream));
      expect(idsOf(events)).toEqual(idsOf([...first, ...second]));
    });

    it('takes a repetition that differs, or that has more events, for a conflict', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      const [a, b, c] = [newEvent(), newEvent(), newEvent()];
      await appended(store, stream, 'no_stream', [a, b]);
      const conflict = { status: 'conflict', stream, actual: 1 };
      expect(await append(store, stream, 'no_stream', [a, c])).toEqual(conflict);
      expect(await append(store, stream, 'no_stream', [b, a])).toEqual(conflict);
      expect(await append(store, stream, 'no_stream', [a, b, c])).toEqual(conflict);
      expect(await append(store, stream, 0, [a])).toEqual(conflict);
    });

    it('answers appends to several streams one by one: a conflict does not hurt the others', async () => {
      const { store } = log();
      const category = newCategory();
      const appends = Array.from({ length: 150 }, (_, index): Append => ({
        stream: `${category}-${index}`,
        expectedRevision: index % 3 === 1 ? 7 : 'no_stream',
        events: newEvents(1 + (index % 2)),
      }));
      const results = await store.append(appends);
      expect(results).toHaveLength(appends.length);
      for (const [index, { stream, events }] of appends.entries()) {
        const stored = await collect(store.readStream(stream));
        if (index % 3 === 1) expect(results[index]).toEqual({ status: 'conflict', stream, actual: 'no_stream' });
        else expect(results[index]).toMatchObject({ status: 'appended', position: stored.at(-1)?.position });
        expect(idsOf(stored)).toEqual(index % 3 === 1 ? [] : idsOf(events));
      }
    });

    it('decides appends to one stream in their order', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      const [a, b, c, d] = [newEvents(1), newEvents(2), newEvents(1), newEvents(1)];
      const results = await store.append([
        { stream, expectedRevision: 0, events: b },
        { stream, expectedRevision: 'no_stream', events: a },
        { stream, expectedRevision: 0, events: b },
        { stream, expectedRevision: 0, events: c },
        { stream, expectedRevision: 'no_stream', events: a },
        { stream, expectedRevision: 2, events: d },
      ]);
      expect(results).toMatchObject([
        { status: 'conflict', actual: 'no_stream' },
        { status: 'appended', revision: 0 },
        { status: 'appended', revision: 2 },
        { status: 'conflict', actual: 2 },
        { status: 'appended', revision: 0 },
        { status: 'appended', revision: 3 },
      ]);
      expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf([...a, ...b, ...d]));
    });

    it('has nothing to answer to no appends', async () => {
      expect(await log().store.append([])).toEqual([]);
    });

    it('refuses what cannot be stored, and with it the whole call', async () => {
      const { store } = log();
      const stream = `${newCategory()}-1`;
      const good: Append = { stream, expectedRevision: 'no_stream', events: [newEvent()] };
      const unstorable: readonly Append[] = [
        { ...good, events: [] },
        { ...good, stream: 'nocategory' },
        { ...good, stream: '-1' },
        { ...good, stream: `$${stream}` },
        { ...good, stream: `${stream}\0` },
        { ...good, stream: `${stream}\ud800` },
        { ...good, stream: stream + 'x'.repeat(2_000) },
        { ...good, expectedRevision: -1 },
        { ...good, expectedRevision: 0.5 },
        { ...good, events: [{ ...newEvent(), eventId: 'evt_1' }] },
        { ...good, events: [newEvent({}, '')] },
        { ...good, events: [newEvent({}, 'Nul\0')] },
        { ...good, events: [newEvent({}, '$Reserved')] },
        { ...good, events: [newEvent({ amount: 1n })] },
        { ...good, events: [newEvent([] as unknown as JsonObject)] },
        { ...good, events: Array<ReturnType<typeof newEvent>>(2).fill(newEvent()) },
      ];
      for (const bad of unstorable) await expect(store.append([good, bad])).rejects.toThrow(InvalidAppend);
      expect(await collect(store.readStream(stream))).toEqual([]);
    });

    it('lets appends in flight finish when it is closed, and takes no more', async () => {
      const { store, another } = log();
      const closing = await another();
      const category = newCategory();
      const inFlight = Array.from({ length: 100 }, (_, id) =>
        append(closing, `${category}-${id}`, 'no_stream', newEvents(1)),
      );
      await closing.close();
      expect((await Promise.all(inFlight)).every(({ status }) => status === 'appended')).toBe(true);
      await expect(append(closing, `${category}-late`, 'no_stream', newEvents(1))).rejects.toThrow(EventStoreClosed);
      expect(await collect(store.readStream(`${category}-99`))).toHaveLength(1);
    });
  });
