import { migrateConsumers, openPostgresEventStore } from '@counterfoil/event-sourcing';
import type { ConsumerLog, EventStore } from '@counterfoil/event-sourcing';
import { testDatabase } from '@counterfoil/testing';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { MessagingUnderTest } from '../src/contract/messaging-under-test.ts';
import { KafkaMessaging } from '../src/kafka/kafka-messaging.ts';
import type { Messaging } from '../src/messaging.ts';
import { publisherOf, publishTo, quiet, spawnBeside } from './publishing.ts';

export const PARTITIONS = 3;

/** The least that a broker allows. */
export const SESSION_MS = 6_000;

export interface KafkaUnderTest extends MessagingUnderTest {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly url: string;
  /** A group of this test as the brokers know it: they are shared. */
  group(name: string): string;
  /** A client that publishes too, unless told. */
  open(options?: {
    readonly publishes?: boolean;
    readonly log?: ConsumerLog;
    readonly replication?: number;
  }): Promise<KafkaMessaging>;
}

/** Has a client's groups named so that no other test has them. */
const withGroups = (messaging: KafkaMessaging, group: (name: string) => string): Messaging => ({
  relays: messaging.relays,
  subscribe: subscription => messaging.subscribe({ ...subscription, group: group(subscription.group) }),
  listDeadLetters: name => messaging.listDeadLetters(group(name)),
  redrive: (name, key) => messaging.redrive(group(name), key),
  close: () => messaging.close(),
});

/** The Kafka adapter with a database and a topic of its own, and nobody yet who publishes. */
export const openKafka = async (brokers: readonly string[]): Promise<KafkaUnderTest> => {
  const { url, pool, drop } = await testDatabase();
  await migrateConsumers(pool);
  const store = await openPostgresEventStore({ url });
  const run = randomUUID().slice(0, 8);
  const topic = `counterfoil.test-${run}.v1`;
  const group = (name: string): string => `${name}-${run}`;
  const clients: { readonly messaging: KafkaMessaging; readonly pool: Pool }[] = [];
  const children: ChildProcess[] = [];
  const open: KafkaUnderTest['open'] = async ({ publishes = true, log = quiet, replication = 1 } = {}) => {
    const client = new Pool({ connectionString: url });
    // A pool's end does not wait for its sockets, and dropping the database cuts them.
    client.on('error', () => {});
    const publishers = publishes ? [publisherOf(topic)] : [];
    const settings = { partitions: PARTITIONS, replication, clientId: 'test', sessionTimeoutMs: SESSION_MS };
    const messaging = await KafkaMessaging.open({ ...settings, brokers, store, pool: client, publishers, log });
    clients.push({ messaging, pool: client });
    return messaging;
  };
  return {
    ...{ store, pool, url, topic, group, open },
    publish: publishTo(store),
    messaging: async () => withGroups(await open({ publishes: false }), group),
    spawnSubscriber: name => {
      const child = spawnBeside('./subscriber-process.ts', { url, group: group(name), topic, brokers });
      children.push(child);
      return child;
    },
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(clients.map(({ messaging }) => messaging.close()));
      await Promise.all(clients.map(client => client.pool.end()));
      await store.close();
      await drop();
    },
  };
};

/** The same with a relay at work. */
export const openKafkaMessaging = async (brokers: readonly string[]): Promise<KafkaUnderTest> => {
  const kafka = await openKafka(brokers);
  await kafka.open();
  return kafka;
};
