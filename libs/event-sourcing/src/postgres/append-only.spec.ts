import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { append, appended, newEvent, newEvents } from '../contract/log-under-test.ts';
import type { EventStore } from '../event-store.ts';
import { openPostgresEventStore } from './postgres-event-store.ts';

describe('the table of events', () => {
  let database: TestDatabase;
  let store: EventStore;
  let other: EventStore;

  beforeAll(async () => {
    database = await testDatabase();
    store = await openPostgresEventStore(database);
    other = await openPostgresEventStore(database);
  });
  afterAll(async () => {
    await Promise.all([store.close(), other.close()]);
    await database.drop();
  });

  it('stands at 0 while it is empty', async () => {
    expect(await store.head()).toBe(0n);
  });

  it.each([
    'update event_log.events set type = type',
    'delete from event_log.events',
    'truncate event_log.events',
    'truncate event_log.events cascade',
  ])('refuses to be changed: %s', async statement => {
    await appended(store, `kept-${statement}`, 'no_stream', newEvents(1));
    await expect(database.pool.query(statement)).rejects.toThrow('event_log.events is append-only');
  });

  it('keeps the JSON as the text that was written', async () => {
    await appended(store, 'text-1', 'no_stream', [newEvent({ b: 1, a: { z: '\u0000é', y: [1e21] } })]);
    const { rows } = await database.pool.query("select data::text from event_log.events where stream = 'text-1'");
    expect(rows).toEqual([{ data: '{"b":1,"a":{"z":"\\u0000é","y":[1e+21]}}' }]);
  });

  it('does not fail the others of a group for one append that the database refuses', async () => {
    await database.pool.query(`alter table event_log.events add constraint no_poison check (type <> 'Poison')`);
    const types = ['Good', 'Poison', 'Good', 'Good'];
    const outcomes = await Promise.allSettled(
      types.map((type, id) => append(store, `poison-${id}`, 'no_stream', [newEvent({}, type)])),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { status: 'appended' } },
      { status: 'rejected', reason: { constraint: 'no_poison' } },
      { status: 'fulfilled', value: { status: 'appended' } },
      { status: 'fulfilled', value: { status: 'appended' } },
    ]);
  });

  it('takes one writer commit after another as long as they fit: no group is larger than 64 appends or 1 MiB', async () => {
    const before = await store.head();
    const text = 'x'.repeat(100_000);
    const small = Array.from({ length: 200 }, (_, id) => append(store, `small-${id}`, 'no_stream', newEvents(1)));
    const large = Array.from({ length: 40 }, (_, id) =>
      append(store, `large-${id}`, 'no_stream', newEvents(1, { text })),
    );
    await Promise.all([...small, ...large]);
    const { rows } = await database.pool.query<{ events: number; size: number }>(
      `select count(*)::int as events, sum(octet_length(data::text))::int as size
       from event_log.events where position > $1 group by xmin::text`,
      [before],
    );
    expect(Math.max(...rows.map(({ events }) => events))).toBe(64);
    expect(Math.max(...rows.map(({ size }) => size))).toBeLessThanOrEqual(1 << 20);
  });

  it('has positions from 1 without a gap, also when two stores append at once and appends fail', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 2_000 }, (_, id) =>
        id % 50 === 7
          ? append(other, `gap-poison-${id}`, 'no_stream', [newEvent({}, 'Good'), newEvent({}, 'Poison')])
          : append(id % 2 ? store : other, `gap-${id >> 1}`, 'no_stream', newEvents(2)),
      ),
    );
    const statuses = outcomes.map(outcome => (outcome.status === 'fulfilled' ? outcome.value.status : 'rejected'));
    expect(new Set(statuses)).toEqual(new Set(['appended', 'conflict', 'rejected']));
    const { rows } = await database.pool.query<Record<'first' | 'last' | 'count', string>>(
      'select min(position) as first, max(position) as last, count(*) from event_log.events',
    );
    expect(rows).toEqual([{ first: '1', last: rows[0]?.count, count: rows[0]?.count }]);
  });
});
