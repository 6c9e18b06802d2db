import { migrateConsumers, openPostgresEventStore } from '@counterfoil/event-sourcing';
import type { EventStore } from '@counterfoil/event-sourcing';
import { testDatabase } from '@counterfoil/testing';
import type { ChildProcess } from 'node:child_process';
import { Pool } from 'pg';
import type { MessagingUnderTest } from '../src/contract/messaging-under-test.ts';
import { LogMessaging } from '../src/log-messaging.ts';
import { publisherOf, publishTo, quiet, spawnBeside } from './publishing.ts';

export const TOPIC = 'counterfoil.test.v1';

export interface LogUnderTest extends MessagingUnderTest {
  readonly store: EventStore;
  readonly pool: Pool;
}

/** The log-backed adapter on a database of its own; each of its clients has a pool of its own. */
export const openLogMessaging = async (): Promise<LogUnderTest> => {
  const { url, pool, drop } = await testDatabase();
  await migrateConsumers(pool);
  const store = await openPostgresEventStore({ url });
  const clients: { readonly messaging: LogMessaging; readonly pool: Pool }[] = [];
  const children: ChildProcess[] = [];
  return {
    store,
    pool,
    topic: TOPIC,
    publish: publishTo(store),
    messaging: async () => {
      const client = new Pool({ connectionString: url });
      // A pool's end does not wait for its sockets, and dropping the database cuts them.
      client.on('error', () => {});
      const messaging = new LogMessaging({ store, pool: client, publishers: [publisherOf(TOPIC)], log: quiet });
      clients.push({ messaging, pool: client });
      return messaging;
    },
    spawnSubscriber: group => {
      const child = spawnBeside('./subscriber-process.ts', { url, group, topic: TOPIC, brokers: null });
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
