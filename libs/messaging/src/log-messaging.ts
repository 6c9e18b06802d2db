import { DeadLetters, readConsumerCheckpoint, runKeyedConsumer } from '@counterfoil/event-sourcing';
import type { ConsumerLog, EventStore, KeyedConsumer, RecordedEvent } from '@counterfoil/event-sourcing';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { DeadLetter, Messaging, RunningSubscription, Standing, Subscription } from './messaging.ts';
import { aggregateId, toPublicEvent } from './public-event.ts';
import type { PublicEvent, Publisher } from './public-event.ts';

/** Several groups read the same events at about the same time. */
const REMEMBERED_EVENTS = 2_048;

/** How often who waits for a group looks whether it got on in another process, milliseconds. */
const LOOK_EVERY_MS = 100;

export interface LogMessagingOptions {
  readonly store: EventStore;
  /** Of a database with the tables of `migrateConsumers`. */
  readonly pool: Pool;
  readonly publishers: readonly Publisher[];
  readonly log: ConsumerLog;
}

/** Messaging on one machine: the log is the outbox and the topic, so nothing is written a second time. */
export class LogMessaging implements Messaging {
  readonly relays = [];
  private readonly publishers: ReadonlyMap<string, Publisher>;
  private readonly published = new LRUCache<bigint, Promise<readonly PublicEvent[]>>({ max: REMEMBERED_EVENTS });
  private readonly consumers = new Set<KeyedConsumer>();

  constructor(private readonly options: LogMessagingOptions) {
    this.publishers = new Map(options.publishers.map(publisher => [publisher.category, publisher]));
  }

  subscribe({ group, topics, types, handle, orderedBy, ...tuning }: Subscription): RunningSubscription {
    const wanted = new Set<string>(types);
    const consumer = runKeyedConsumer({
      ...tuning,
      name: group,
      store: this.options.store,
      pool: this.options.pool,
      log: this.options.log,
      filter: { categories: topics.map(topic => this.categoryOf(topic)) },
      key: orderedBy === 'payment' ? event => event.metadata.paymentId ?? aggregateId(event) : aggregateId,
      handle: async event => {
        for (const publicEvent of await this.toPublic(event))
          if (wanted.has(publicEvent.type)) await handle(publicEvent);
      },
    });
    this.consumers.add(consumer);
    const settled = (timeoutMs: number): Promise<boolean> => this.settled(group, consumer, timeoutMs);
    const standing = async (): Promise<Standing> => {
      const done = await readConsumerCheckpoint(this.options.pool, group);
      return { done, end: await this.options.store.head() };
    };
    return { stopped: consumer.stopped, stop: () => consumer.stop(), settled, standing };
  }

  listDeadLetters(group: string): Promise<readonly DeadLetter[]> {
    return new DeadLetters(this.options.pool, group).list();
  }

  redrive(group: string, key?: string): Promise<number> {
    return new DeadLetters(this.options.pool, group).redrive(key);
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.consumers, consumer => consumer.stop()));
  }

  /** The group may be at work in another process, which tells by its checkpoint how far it is. */
  private async settled(group: string, consumer: KeyedConsumer, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    const head = await this.options.store.head();
    for (;;) {
      const left = deadline - performance.now();
      if (await consumer.waitUntil(head, Math.min(LOOK_EVERY_MS, left))) return true;
      if ((await readConsumerCheckpoint(this.options.pool, group)) >= head) return true;
      if (left <= LOOK_EVERY_MS) return false;
    }
  }

  private categoryOf(topic: string): string {
    for (const publisher of this.publishers.values()) if (publisher.topic === topic) return publisher.category;
    throw new Error(`Topic ${topic} has no publisher: register one, or correct the name`);
  }

  private toPublic(event: RecordedEvent): Promise<readonly PublicEvent[]> {
    const known = this.published.get(event.position);
    if (known) return known;
    const mapping = this.map(event);
    this.published.set(event.position, mapping);
    // Whoever asked hears of the failure; whoever asks again gets another try.
    mapping.catch(() => this.published.delete(event.position));
    return mapping;
  }

  private async map(event: RecordedEvent): Promise<readonly PublicEvent[]> {
    const publisher = this.publishers.get(event.stream.slice(0, event.stream.indexOf('-')));
    if (!publisher) return [];
    const drafts = await publisher.toPublic(event);
    return drafts.map(draft => toPublicEvent(publisher.source, event, draft));
  }
}
