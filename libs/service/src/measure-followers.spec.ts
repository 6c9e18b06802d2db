import { migrateConsumers } from '@counterfoil/event-sourcing';
import { createLogger } from '@counterfoil/platform/logging';
import { Metrics } from '@counterfoil/platform/metrics';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { measureConsumers, measureProjection, measureRelays, measureSubscriptions } from './measure-followers.ts';

let database: TestDatabase;
let metrics: Metrics;
let head: bigint;
let applied: bigint;
let handled: bigint;

const RELAY = 'relay.counterfoil.payment.v1';
const MANAGER = 'charge-attempt.attempt-progress';
const GROUP = 'payment.charge-outcomes';

beforeAll(async () => {
  database = await testDatabase();
  await migrateConsumers(database.pool);
});

beforeEach(async () => {
  metrics = new Metrics(createLogger('silent'));
  [head, applied, handled] = [10n, 10n, 10n];
  const measured = { metrics, pool: database.pool, store: { head: () => Promise.resolve(head) } };
  measureProjection(measured, { key: 'payment_view_v1', position: () => applied });
  measureProjection(measured, { key: 'timeline_v1', position: () => 10n });
  measureConsumers(measured, [MANAGER]);
  measureSubscriptions(measured, [
    { name: GROUP, running: { standing: () => Promise.resolve({ done: handled, end: 10n }) } },
  ]);
  measureRelays(measured, [RELAY]);
  await standAt(RELAY, 10n);
  await standAt(MANAGER, 10n);
});

afterAll(() => database.drop());

const standAt = (name: string, position: bigint) =>
  database.pool.query(
    `insert into consumer.checkpoints (name, position) values ($1, $2)
     on conflict (name) do update set position = excluded.position`,
    [name, position],
  );

const sample = async (begin: string): Promise<number> => {
  const line = (await metrics.text()).split('\n').find(each => each.startsWith(`${begin} `));
  return Number(line?.slice(begin.length));
};

const apply = (position: bigint): Promise<unknown> => Promise.resolve((applied = position));
const manage = (position: bigint): Promise<unknown> => standAt(MANAGER, position);
const hear = (position: bigint): Promise<unknown> => Promise.resolve((handled = position));
const relay = (position: bigint): Promise<unknown> => standAt(RELAY, position);

describe.each([
  ['a projection', 'projection', 'payment_view_v1', apply],
  ['a process manager', 'consumer', MANAGER, manage],
  ['a group', 'consumer', GROUP, hear],
  ['a relay', 'relay', RELAY, relay],
] as const)('%s', (_, kind, name, come) => {
  const positions = (): Promise<number> => sample(`counterfoil_${kind}_lag_positions{${kind}="${name}"}`);
  const seconds = (): Promise<number> => sample(`counterfoil_${kind}_lag_seconds{${kind}="${name}"}`);

  it('that has come to the head of the log is not behind', async () => {
    expect([await positions(), await seconds()]).toEqual([0, 0]);
  });

  it('that stands still is behind, by ever more time, until it has come to the head', async () => {
    await come(4n);
    expect(await positions()).toBe(6);
    await eventually(async () => (await seconds()) > 0);
    const before = await seconds();
    await eventually(async () => (await seconds()) > before);
    await come(10n);
    expect([await positions(), await seconds()]).toEqual([0, 0]);
  });
});

it('followers do not answer for each other', async () => {
  applied = 4n;
  expect(await sample('counterfoil_projection_lag_positions{projection="timeline_v1"}')).toBe(0);
  expect(await sample('counterfoil_projection_lag_positions{projection="payment_view_v1"}')).toBe(6);
});

it('a follower that is ahead of a look at the head is not behind', async () => {
  head = 9n;
  expect(await sample('counterfoil_projection_lag_positions{projection="payment_view_v1"}')).toBe(0);
  expect(await sample('counterfoil_projection_lag_seconds{projection="payment_view_v1"}')).toBe(0);
});

it('dead letters are told by group and process manager', async () => {
  const bury = `insert into consumer.dead_letters (consumer, position, key, stream, revision, event_id, type, state, attempts)
                values ($1, 1, 'none', 'none-1', 0, gen_random_uuid(), 'None', 'dead', 10)`;
  await database.pool.query(bury, [GROUP]);
  expect(await sample(`counterfoil_dead_letters{consumer="${GROUP}"}`)).toBe(1);
  expect(await sample(`counterfoil_dead_letters{consumer="${MANAGER}"}`)).toBe(0);
});
