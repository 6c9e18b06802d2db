import { randomUUID } from 'node:crypto';
import type { AppendResult, EventStore, ExpectedRevision, LogBatch } from '../event-store.ts';
import type { NewEvent, RecordedEvent } from '../recorded-event.ts';

/** A log and two clients of it, as two processes would have them. Other tests' events may be in it. */
export interface LogUnderTest {
  readonly store: EventStore;
  readonly other: EventStore;
  /** A further client, which the caller closes. */
  readonly another: () => Promise<EventStore>;
}

/** A category that no other test writes to. */
export const newCategory = (): string => `test${randomUUID().replaceAll('-', '')}`;

export const newEvent = (data: NewEvent['data'] = {}, type = 'Happened'): NewEvent => ({
  eventId: randomUUID(),
  type,
  data,
  metadata: {
    correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
    causationId: 'cmd_1',
    merchantId: 'mer_1',
    paymentId: null,
    actor: 'system',
    occurredAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
});

export const newEvents = (count: number, data?: NewEvent['data']): NewEvent[] =>
  Array.from({ length: count }, () => newEvent(data));

/** Appends to one stream. */
export const append = async (
  store: EventStore,
  stream: string,
  expectedRevision: ExpectedRevision,
  events: readonly NewEvent[],
): Promise<AppendResult> => {
  const [result] = await store.append([{ stream, expectedRevision, events }]);
  if (!result) throw new Error('an append was not answered');
  return result;
};

/** Appends to one stream what must be taken there. */
export const appended = async (
  ...args: Parameters<typeof append>
): Promise<Extract<AppendResult, { status: 'appended' }>> => {
  const result = await append(...args);
  if (result.status !== 'appended') throw new Error(`conflict on ${result.stream}: it is at ${result.actual}`);
  return result;
};

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

export const eventsOf = async (batches: AsyncIterable<LogBatch>): Promise<RecordedEvent[]> =>
  (await collect(batches)).flatMap(({ events }) => events);

/** The first `count` events or more; then breaks out. */
export const takeEvents = async (batches: AsyncIterable<LogBatch>, count: number): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const batch of batches) {
    events.push(...batch.events);
    if (events.length >= count) break;
  }
  return events;
};

export const idsOf = (events: readonly Pick<NewEvent, 'eventId'>[]): string[] => events.map(({ eventId }) => eventId);

/** Whether each position is greater than the one before. */
export const areIncreasing = (events: readonly Pick<RecordedEvent, 'position'>[]): boolean =>
  events.every(({ position }, index) => index === 0 || position > (events[index - 1]?.position ?? position));
