import { eventually, testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import { UnreadableEvent } from '../event-codec.ts';
import type { EventStore } from '../event-store.ts';
import { openPostgresEventStore } from '../postgres/postgres-event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { migrateConsumers, readConsumerCheckpoint } from './checkpoint.ts';
import { DeadLetters } from './dead-letters.ts';
import { runKeyedConsumer } from './keyed-consumer.ts';
import type { KeyedConsumer } from './keyed-consumer.ts';
import type { KeyedConsumerOptions } from './options.ts';

const metadata = {
  correlationId: '0af7651916cd43dd8448eb211c80319c',
  causationId: 'test',
  merchantId: 'mer_test',
  paymentId: null,
  actor: 'system',
  occurredAt: '2026-11-21T10:00:00.000Z',
  schemaVersion: 1,
};

describe('a keyed consumer', () => {
  let db: TestDatabase;
  let store: EventStore;
  let running: KeyedConsumer[];
  let warnings: string[];
  let revisions: Map<string, number>;

  beforeEach(async () => {
    db = await testDatabase();
    await migrateConsumers(db.pool);
    store = await openPostgresEventStore({ url: db.url });
    running = [];
    warnings = [];
    revisions = new Map();
  });

  afterEach(async () => {
    await Promise.all(running.map(consumer => consumer.stop()));
    await store.close();
    await db.drop();
  });

  /** Appends one event to each of `streams`, in order; answers the last one's position. */
  const append = async (...streams: readonly string[]): Promise<bigint> => {
    const results = await store.append(
      streams.map(stream => {
        const last = revisions.get(stream);
        revisions.set(stream, (last ?? -1) + 1);
        const events = [{ eventId: randomUUID(), type: 'Happened', data: {}, metadata }];
        return { stream, expectedRevision: last ?? ('no_stream' as const), events };
      }),
    );
    const result = results.at(-1);
    if (result?.status !== 'appended') throw new Error('unreachable');
    return result.position;
  };

  const consume = (options: Partial<KeyedConsumerOptions> & Pick<KeyedConsumerOptions, 'handle'>): KeyedConsumer => {
    const log = { error: () => {}, warn: (_: object, message: string) => void warnings.push(message) };
    const retry = { initialDelayMs: 1, maxDelayMs: 10 };
    const consumer = runKeyedConsumer({
      name: 'test',
      store,
      pool: db.pool,
      log,
      key: event => event.stream,
      retry,
      ...options,
    });
    running.push(consumer);
    return consumer;
  };

  const recorder = () => {
    const handled: string[] = [];
    return { handled, handle: async (event: RecordedEvent) => void handled.push(`${event.stream} ${event.revision}`) };
  };

  it('tells when everything up to a position is done', async () => {
    const { handled, handle } = recorder();
    const consumer = consume({ handle });
    const position = await append('a-1', 'a-2', 'a-1');

    expect(await consumer.waitUntil(position, 10_000)).toBe(true);
    expect(handled.toSorted()).toEqual(['a-1 0', 'a-1 1', 'a-2 0']);
    expect(consumer.position()).toBe(position);
    expect(await consumer.waitUntil(position + 1n, 50)).toBe(false);
  });

  it('does not move past an event that is not done, whatever was done behind it', async () => {
    const stuck = Promise.withResolvers<void>();
    const first = await append('a-1');
    const last = await append('a-stuck', 'a-2', 'a-2');
    const { handled, handle } = recorder();
    const consumer = consume({
      handle: async event => {
        if (event.stream === 'a-stuck') await stuck.promise;
        await handle(event);
      },
    });

    await eventually(() => handled.length === 3);
    expect(consumer.position()).toBe(first);
    await eventually(async () => (await readConsumerCheckpoint(db.pool, 'test')) === first);

    stuck.resolve();
    expect(await consumer.waitUntil(last, 10_000)).toBe(true);
    await consumer.stop();
    expect(await readConsumerCheckpoint(db.pool, 'test')).toBe(last);
  });

  it('moves past events that the filter leaves out', async () => {
    const { handled, handle } = recorder();
    const consumer = consume({ handle, filter: { categories: ['a'] } });
    const position = await append('a-1', 'b-1', 'b-2');

    expect(await consumer.waitUntil(position, 10_000)).toBe(true);
    await consumer.stop();
    expect(handled).toEqual(['a-1 0']);
    expect(await readConsumerCheckpoint(db.pool, 'test')).toBe(position);
  });

  it('has no more handlers at work than it may', async () => {
    let working = 0;
    let most = 0;
    const consumer = consume({
      concurrency: 3,
      handle: async () => {
        working += 1;
        most = Math.max(most, working);
        await new Promise(resolve => setImmediate(resolve));
        working -= 1;
      },
    });
    const position = await append(...Array.from({ length: 100 }, (_, index) => `a-${index}`));

    expect(await consumer.waitUntil(position, 10_000)).toBe(true);
    expect(most).toBe(3);
  });

  it('gives the place of a key that waits for its next try to others', async () => {
    const { handled, handle } = recorder();
    let healed = false;
    const consumer = consume({
      concurrency: 1,
      retry: { maxAttempts: Infinity, initialDelayMs: 20, maxDelayMs: 20 },
      handle: async event => {
        if (event.stream === 'a-bad' && !healed) throw new Error('not yet');
        await handle(event);
      },
    });
    const position = await append('a-bad', 'a-1', 'a-2');

    await eventually(() => handled.length === 2);
    healed = true;
    expect(await consumer.waitUntil(position, 10_000)).toBe(true);
  });

  it('stops at an event that it cannot read, and leaves it for a version that can', async () => {
    const readable = await append('a-1');
    await append('a-1');
    const { handled, handle } = recorder();
    const unreadable = (event: RecordedEvent) => {
      throw new UnreadableEvent(event, 'unknown type');
    };
    const old = consume({ handle: event => (event.revision === 1 ? unreadable(event) : handle(event)) });

    await expect(old.stopped).rejects.toThrow(UnreadableEvent);
    expect(await readConsumerCheckpoint(db.pool, 'test')).toBe(readable);
    expect(await new DeadLetters(db.pool, 'test').list()).toEqual([]);

    consume({ handle });
    await eventually(() => handled.length === 2);
    expect(handled).toEqual(['a-1 0', 'a-1 1']);
  });

  it('hands out nothing without the connection that holds its name, and goes on when it has it again', async () => {
    const { handled, handle } = recorder();
    const consumer = consume({ handle });
    await consumer.waitUntil(await append('a-1'), 10_000);

    const killed = await db.pool.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(killed.rowCount).toBe(1);
    await eventually(() => warnings.includes('consumer stumbled, starts again'));

    expect(await consumer.waitUntil(await append('a-1', 'a-2'), 10_000)).toBe(true);
    expect(new Set(handled)).toEqual(new Set(['a-1 0', 'a-1 1', 'a-2 0']));
  });

  it('leaves the work to one instance, and to the next when that one stops', async () => {
    const first = recorder();
    const second = recorder();
    const active = consume(first);
    await active.waitUntil(await append('a-1'), 10_000);
    consume(second);
    await active.waitUntil(await append('a-1'), 10_000);
    await active.stop();
    await append('a-1');

    await eventually(() => second.handled.length > 0);
    expect(first.handled).toEqual(['a-1 0', 'a-1 1']);
    expect(second.handled).toEqual(['a-1 2']);
  });

  it('lets events in hand finish when it stops, and begins no other', async () => {
    const gate = Promise.withResolvers<void>();
    const { handled, handle } = recorder();
    let begun = 0;
    const consumer = consume({
      handle: async event => {
        begun += 1;
        await gate.promise;
        await handle(event);
      },
    });
    const position = await append('a-1');
    await append('a-1');
    await eventually(() => begun === 1);

    const stopped = consumer.stop();
    gate.resolve();
    await stopped;

    expect(handled).toEqual(['a-1 0']);
    expect(await readConsumerCheckpoint(db.pool, 'test')).toBe(position);
  });

  it('parks nothing that was handled, when events come again after a crash', async () => {
    const { handled, handle } = recorder();
    const failing = consume({
      retry: { maxAttempts: 1 },
      handle: async event => {
        if (event.revision === 1) throw new Error('cannot be handled');
        await handle(event);
      },
    });
    await failing.waitUntil(await append('a-1', 'a-1', 'a-1'), 10_000);
    await failing.stop();
    // As a crash would leave it: the letters are written, the checkpoint is not.
    await db.pool.query('update consumer.checkpoints set position = 0');

    const again = consume({ handle });
    await again.waitUntil(await store.head(), 10_000);

    expect(handled).toEqual(['a-1 0']);
    const letters = await new DeadLetters(db.pool, 'test').list();
    expect(letters.map(({ revision, state }) => [revision, state])).toEqual([
      [1, 'dead'],
      [2, 'parked'],
    ]);
  });

  it('tries again when an event cannot be kept as a dead letter', async () => {
    await db.pool.query('alter table consumer.dead_letters add constraint closed check (false)');
    const { handled, handle } = recorder();
    let healed = false;
    const consumer = consume({
      retry: { maxAttempts: 1 },
      handle: async event => {
        if (!healed) throw new Error('the database is down');
        await handle(event);
      },
    });
    const position = await append('a-1');
    await eventually(() => warnings.includes('consumer stumbled, starts again'));
    healed = true;

    expect(await consumer.waitUntil(position, 10_000)).toBe(true);
    expect(handled).toEqual(['a-1 0']);
  });

  it('keeps the message of an error, and nothing else of it', async () => {
    const consumer = consume({
      retry: { maxAttempts: 1 },
      handle: () => Promise.reject(new Error(`refused\0 ${'x'.repeat(2_000)}`, { cause: new Error('of no concern') })),
    });
    await consumer.waitUntil(await append('a-1'), 10_000);

    const [letter] = await new DeadLetters(db.pool, 'test').list();
    expect(letter?.error).toBe(`refused ${'x'.repeat(992)}`);
  });
});
