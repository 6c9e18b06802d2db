import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import fc from 'fast-check';
import { cause, fill, purseDefinition, spend, type PurseCommand } from '../../test/purse.ts';
import { Aggregate } from '../aggregate.ts';
import type { EventStore } from '../event-store.ts';
import { openPostgresEventStore } from '../postgres/postgres-event-store.ts';
import { aggregateRows } from './aggregate-rows.ts';
import { migrateProjections } from './checkpoint.ts';
import { runProjection } from './run-projection.ts';

const IDS = ['p1', 'p2', 'p3', 'p4'] as const;
const log = { warn: () => undefined };

const commands = fc.array(
  fc.tuple(
    fc.constantFrom(...IDS),
    fc.oneof(
      fc.array(fc.bigInt({ min: 1n, max: 9n }), { maxLength: 3 }).map(amounts => fill(...amounts)),
      fc.bigInt({ min: 1n, max: 20n }).map(spend),
    ),
  ),
  { minLength: 1, maxLength: 40 },
);

describe('rows of aggregates', () => {
  let db: TestDatabase;
  let store: EventStore;

  beforeAll(async () => {
    db = await testDatabase();
    await migrateProjections(db.pool);
    store = await openPostgresEventStore(db);
  });
  afterAll(async () => {
    await store.close();
    await db.drop();
  });

  /** What the rows say, in the words of `folded`. */
  const rows = async (table: string): Promise<readonly unknown[]> => {
    const found = await db.pool.query(
      `select id, balance::int, changes, version, created_position from ${table} order by id`,
    );
    return found.rows;
  };

  /** Where in the log a stream begins. */
  const begun = async (stream: string): Promise<string | undefined> => {
    for await (const { position } of store.readStream(stream, { limit: 1 })) return String(position);
    return undefined;
  };

  /** What the log says: each stream folded from its beginning. */
  const folded = async (category: string): Promise<readonly unknown[]> => {
    const purses = new Aggregate(store, { ...purseDefinition, category });
    const loaded = await Promise.all(
      IDS.map(async id => ({ id, begun: await begun(purses.stream(id)), ...(await purses.load(id)) })),
    );
    return loaded
      .filter(({ revision }) => revision !== 'no_stream')
      .map(({ id, begun: created_position, state, revision }) => ({
        id,
        balance: Number(state.balance),
        changes: state.changes,
        version: revision,
        created_position,
      }));
  };

  const projectionOf = (category: string) =>
    aggregateRows({
      name: category,
      version: 1,
      table: category,
      aggregate: new Aggregate(store, { ...purseDefinition, category }),
      toRow: ({ balance, changes }, { stream, revision }) => ({
        id: stream.slice(category.length + 1),
        balance: Number(balance),
        changes,
        version: revision,
      }),
    });

  const createTable = (name: string) =>
    db.pool.query(
      `create table ${name} (id text primary key, balance bigint, changes int, version int, created_position bigint)`,
    );

  const follow = async (category: string) => {
    await createTable(category);
    return runProjection({ projection: projectionOf(category), store, pool: db.pool, log });
  };

  let worlds = 0;
  /** Gives the commands one after the other by two processes, `halfWay` down while there is nobody to project. */
  const live = async (given: readonly (readonly [string, PurseCommand])[], halfWay: number) => {
    worlds += 1;
    const category = `world_${worlds}`;
    const processes = [0, 1].map(() => new Aggregate(store, { ...purseDefinition, category }));
    let projection = await follow(category);
    for (const [index, [id, command]] of given.entries()) {
      if (index === halfWay) await projection.stop();
      await processes[index % 2]!.handle(id, command, cause());
    }
    await projection.stop();
    projection = runProjection({ projection: projectionOf(category), store, pool: db.pool, log });
    expect(await projection.waitUntil(await store.head(), 10_000)).toBe(true);
    await projection.stop();
    return category;
  };

  it('are each stream folded, however the streams are interleaved and wherever it stopped in between', async () => {
    await fc.assert(
      fc.asyncProperty(commands, fc.nat(40), async (given, halfWay) => {
        const category = await live(given, halfWay);
        expect(await rows(category)).toEqual(await folded(category));
      }),
      { numRuns: 30 },
    );
  });

  it('are right again after events were applied and rolled back', async () => {
    await createTable('purse');
    const { apply, ...projection } = projectionOf('purse');
    let failures = 2;
    const failing = runProjection({
      projection: {
        ...projection,
        apply: async (events, client) => {
          await apply(events, client);
          failures -= 1;
          if (failures >= 0) throw new Error('rolled back');
        },
      },
      store,
      pool: db.pool,
      log,
    });
    const purses = new Aggregate(store, purseDefinition);
    for (const command of [fill(5n, 6n), spend(2n), fill(1n)]) await purses.handle('p1', command, cause());
    expect(await failing.waitUntil(await store.head(), 10_000)).toBe(true);
    const created_position = await begun('purse-p1');
    expect(await rows('purse')).toEqual([{ id: 'p1', balance: 10, changes: 4, version: 3, created_position }]);
    await failing.stop();
  });
});
