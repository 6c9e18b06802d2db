import { migrateConsumers, openPostgresEventStore } from '@counterfoil/event-sourcing';
import type { ConsumerLog, EventStore } from '@counterfoil/event-sourcing';
import { testDatabase } from '@counterfoil/testing';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import type { MessagingUnderTest, Publication } from '../src/contract/messaging-under-test.ts';
import { LogMessaging } from '../src/log-messaging.ts';
import type { Publisher } from '../src/public-event.ts';

export const TOPIC = 'counterfoil.test.v1';

export const quiet: ConsumerLog = { warn: () => {}, error: () => {} };

/** Tells of each event under the type that it names itself. */
export const testPublisher: Publisher = {
  topic: TOPIC,
  source: '/counterfoil/test',
  category: 'test',
  toPublic: event => Promise.resolve([{ type: event.type, data: event.data }]),
};

/** Appends publications in order, each to the stream of its key. */
const publishTo = (store: EventStore) => async (publications: readonly Publication[]) => {
  const appends = publications.map(({ key, n, type = 'test.happened', padding }) => ({
    stream: `test-${key}`,
    expectedRevision: n === 1 ? ('no_stream' as const) : n - 2,
    events: [{ eventId: randomUUID(), type, data: { n, padding }, metadata }],
  }));
  for (let from = 0; from < appends.length; from += 500) {
    const results = await store.append(appends.slice(from, from + 500));
    if (results.some(({ status }) => status !== 'appended'))
      throw new Error('A test publishes n = 1, 2, 3, … of a key');
  }
};

const metadata = {
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  causationId: 'test',
  merchantId: 'mer_test',
  paymentId: null,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
  schemaVersion: 1,
};

const spawnSubscriber = (url: string, group: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      new URL('../../../tools/typescript.mjs', import.meta.url).href,
      fileURLToPath(new URL('./subscriber-process.ts', import.meta.url)),
      group,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: url } },
  );

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
    messaging: () => {
      const client = new Pool({ connectionString: url });
      // A pool's end does not wait for its sockets, and dropping the database cuts them.
      client.on('error', () => {});
      const messaging = new LogMessaging({ store, pool: client, publishers: [testPublisher], log: quiet });
      clients.push({ messaging, pool: client });
      return messaging;
    },
    spawnSubscriber: group => {
      const child = spawnSubscriber(url, group);
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
