import fc from 'fast-check';
import type { Append, AppendResult, EventStore, ExpectedRevision } from '../event-store.ts';
import type { NewEvent } from '../recorded-event.ts';
import { idsOf, newCategory, newEvent, type LogUnderTest, collect } from './log-under-test.ts';

type Modelled<T> = T extends unknown ? Omit<T, 'position' | 'repeated'> : never;

/** What the port promises, with an array for a stream. Positions are the store's own. */
class ModelLog {
  private readonly streams = new Map<string, NewEvent[]>();

  eventsOf(stream: string): readonly NewEvent[] {
    return this.streams.get(stream) ?? [];
  }

  append({ stream, expectedRevision, events }: Append): Modelled<AppendResult> {
    const stored = this.streams.get(stream) ?? [];
    const from = expectedRevision === 'no_stream' ? 0 : expectedRevision + 1;
    if (from === stored.length) this.streams.set(stream, [...stored, ...events]);
    else if (String(idsOf(stored.slice(from, from + events.length))) !== String(idsOf(events)))
      return { status: 'conflict', stream, actual: stored.length === 0 ? 'no_stream' : stored.length - 1 };
    return { status: 'appended', revision: from + events.length - 1 };
  }
}

const toRevision = (length: number): ExpectedRevision => (length === 0 ? 'no_stream' : length - 1);

/** One append to draw: something new so far off the stream's end, or again what was asked earlier. */
const drawnAppend = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      stream: fc.nat(2),
      off: fc.constantFrom(0, 0, 0, -1, -2, 1),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ again: fc.nat() }) },
);
type DrawnAppend = typeof drawnAppend extends fc.Arbitrary<infer T> ? T : never;

const runAgainstModel = async (store: EventStore, calls: readonly (readonly DrawnAppend[])[]): Promise<void> => {
  const category = newCategory();
  const model = new ModelLog();
  const asked: Append[] = [];
  const toAppend = (drawn: DrawnAppend): Append => {
    if ('again' in drawn) return asked[drawn.again % asked.length] ?? toAppend({ stream: 0, off: 0, count: 1 });
    const stream = `${category}-${drawn.stream}`;
    const length = Math.max(0, model.eventsOf(stream).length + drawn.off);
    return {
      stream,
      expectedRevision: toRevision(length),
      events: Array.from({ length: drawn.count }, () => newEvent()),
    };
  };
  for (const call of calls) {
    const appends = call.map(drawn => {
      const append = toAppend(drawn);
      asked.push(append);
      return { append, expected: model.append(append) };
    });
    const results = await store.append(appends.map(({ append }) => append));
    expect(results).toMatchObject(appends.map(({ expected }) => expected));
  }
  for (const stream of [0, 1, 2].map(id => `${category}-${id}`))
    expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(model.eventsOf(stream)));
};

export const againstModel = (log: () => LogUnderTest): void =>
  it('answers any sequence of appends and repetitions as a simple model of the port does', async () => {
    const calls = fc.array(fc.array(drawnAppend, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(calls, drawn => runAgainstModel(log().store, drawn)),
      { numRuns: 60 },
    );
  });
