import { migrateProjections, runProjection } from '@counterfoil/event-sourcing';
import { migrate } from '@counterfoil/platform/postgres';
import { ReadBarrier } from '@counterfoil/service';
import { pino } from 'pino';
import { attemptsAtAlpha, causeOf } from '../test/attempts.ts';
import { outcomes } from './domain/charge-attempt.examples.ts';
import { operationOutcomes, requestRefund } from './domain/operations.examples.ts';
import { FollowUp } from './follow-up.ts';
import { chargeView } from './read-model/charge-view.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const { approved, declined, unknown } = outcomes;
const start = new Date('2026-11-21T10:00:00.000Z');
/** Later than any wait. */
const after = (times: number): Date => new Date(start.getTime() + times * 120_000);

describe('the follow-up of what is unknown', () => {
  let world: World;
  let view: ReturnType<typeof runProjection>;
  let barrier: ReadBarrier;
  let warnings: string[];

  const log = pino({ base: null }, { write: line => void warnings.push((JSON.parse(line) as { msg: string }).msg) });
  const followUp = (): FollowUp => new FollowUp(world.db.pool, barrier, world.newOperations(), log);
  /** Runs until nothing is due at `now`, as an advance of the test clock does. */
  const drain = async (following: FollowUp, now: Date): Promise<void> => {
    while ((await following.run(now)) > 0);
  };
  const statuses = (ids: readonly string[]) => Promise.all(ids.map(async id => (await world.attempt(id)).status));

  /** Attempts whose calls came to nothing known. */
  const unknownAttempts = async (count: number): Promise<readonly string[]> => {
    world.alpha.script.authorize = [unknown];
    const ids = await Promise.all(Array.from({ length: count }, () => world.begin()));
    await Promise.all(ids.map(id => world.newCalls().send(id, causeOf())));
    return ids;
  };

  beforeEach(async () => {
    warnings = [];
    world = await attemptsAtAlpha();
    await migrateProjections(world.db.pool);
    await migrate(world.db.pool, 'charge_attempt', new URL('./read-model/migrations/', import.meta.url));
    const projection = chargeView(world.aggregate);
    view = runProjection({ projection, store: world.store, pool: world.db.pool, log });
    barrier = new ReadBarrier(world.store);
    barrier.register(projection, view);
  });
  afterEach(async () => {
    await view.stop();
    await world.close();
  });

  it('asks until the provider knows, and not again before its time', async () => {
    const ids = await unknownAttempts(1);
    world.alpha.script.status = [unknown, unknown, approved];
    const following = followUp();
    expect(await following.run(start)).toBe(1);
    expect(await following.run(start)).toBe(0);
    expect(await following.run(after(1))).toBe(1);
    expect(await following.run(after(2))).toBe(1);
    expect(await following.run(after(3))).toBe(0);
    expect(world.alpha.queried).toHaveLength(3);
    expect(await world.attempt(ids[0] ?? '')).toMatchObject({
      status: 'SUCCEEDED',
      resolution: { by: 'status_query' },
    });
    expect(warnings).toEqual([]);
  });

  it('comes to everyone, however many are open, and goes on with them after a restart', async () => {
    const ids = await unknownAttempts(70);
    world.alpha.script.status = [unknown];
    await drain(followUp(), start);
    expect(new Set(world.alpha.queried.map(({ reference }) => reference)).size).toBe(ids.length);
    world.alpha.script.status = [declined];
    await drain(followUp(), start);
    expect(new Set(await statuses(ids))).toEqual(new Set(['DECLINED']));
  });

  it('asks about operations of charges that are decided, each by its own reference', async () => {
    Object.assign(world.alpha.script, { authorize: [approved], operate: [unknown] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    for (const refundId of ['re_1', 're_2']) {
      await world.aggregate.handle(id, requestRefund(refundId, 100n), causeOf());
      await world.newOperations().send(id, refundId, causeOf());
    }
    world.alpha.script.operationStatus = [operationOutcomes.succeeded];
    await drain(followUp(), start);
    expect(world.alpha.operationsQueried.map(({ reference }) => reference).sort()).toEqual(['re_1', 're_2']);
    const { operations } = await world.attempt(id);
    expect(operations).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    expect(world.alpha.queried).toEqual([]);
  });

  it('asks again when a question fails, and says so', async () => {
    const ids = await unknownAttempts(3);
    world.alpha.script.status = [() => Promise.reject(new Error('no such provider')), approved];
    const following = followUp();
    await drain(following, start);
    await drain(following, after(1));
    expect(new Set(await statuses(ids))).toEqual(new Set(['SUCCEEDED']));
    expect(warnings).toEqual(['could not ask the provider about a charge']);
  });

  it('does not wait for a provider that takes its time, nor ask it twice', async () => {
    const ids = await unknownAttempts(1);
    const answer = Promise.withResolvers<typeof approved>();
    world.alpha.script.status = [() => answer.promise];
    const following = followUp();
    expect(await following.run(start)).toBe(1);
    expect(await following.run(after(1))).toBe(0);
    const decided = world.store.head();
    answer.resolve(approved);
    await view.waitUntil((await decided) + 1n, 10_000);
    expect(await statuses(ids)).toEqual(['SUCCEEDED']);
    expect(world.alpha.queried).toHaveLength(1);
  });

  it('asks nothing about charges that are decided, nor of payers at a challenge', async () => {
    world.alpha.script.authorize = [approved, outcomes.action_required];
    for (let times = 0; times < 2; times += 1) await world.newCalls().send(await world.begin(), causeOf());
    expect(await followUp().run(start)).toBe(0);
    expect(world.alpha.queried).toEqual([]);
  });
});
