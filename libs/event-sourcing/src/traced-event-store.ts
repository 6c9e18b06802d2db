import { openSpan, spanIdOf } from '@counterfoil/platform/tracing';
import type { Append, EventStore } from './event-store.ts';
import { storeWith } from './store-with.ts';

const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/**
 * A span of each event, as long as its append took, as a step of the current work. Its id follows from the event's, so that
 * whatever the event leads to, in any process and at any time, is found below it.
 */
const record = ({ stream, events }: Append, startedAt: number): void => {
  for (const { eventId, type } of events)
    openSpan({
      name: `append ${type}`,
      kind: 'internal',
      spanId: spanIdOf(eventId),
      startedAt,
      attributes: {
        'counterfoil.stream.category': categoryOf(stream),
        'counterfoil.stream.id': stream.slice(stream.indexOf('-') + 1),
      },
    })?.end();
};

/** The log, with a span of each event that this process appends; of no conflict, and of no repetition: the first has its span. */
export const tracedEventStore = (store: EventStore): EventStore =>
  storeWith(store, {
    append: async appends => {
      const startedAt = Date.now();
      const results = await store.append(appends);
      for (const [index, append] of appends.entries()) {
        const result = results[index];
        if (result?.status === 'appended' && !result.repeated) record(append, startedAt);
      }
      return results;
    },
  });
