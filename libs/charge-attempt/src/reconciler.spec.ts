import { migrateProjections, runProjection } from '@counterfoil/event-sourcing';
import { systemClock } from '@counterfoil/platform';
import { Metrics } from '@counterfoil/platform/metrics';
import { migrate } from '@counterfoil/platform/postgres';
import { HeldTimer, ReadBarrier, type Timer } from '@counterfoil/service';
import { pino } from 'pino';
import { attemptsAtAlpha, causeOf } from '../test/attempts.ts';
import { outcomes } from './domain/charge-attempt.examples.ts';
import { operationOutcomes, requestRefund } from './domain/operations.examples.ts';
import { attemptCreated, operationRequested } from './consumers/attempt-progress.ts';
import { sendLeftBehind } from './consumers/left-behind.ts';
import { chargeView } from './read-model/charge-view.ts';
import { Reconciler } from './reconciler.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const { approved, declined, unknown } = outcomes;
/** When the attempts of the examples begin, by the clock of their commands. */
const start = new Date('2026-11-21T10:00:00.000Z');
/** When what is open since then is late. */
const late = new Date(start.getTime() + 900_000);
/** Later than any wait. */
const after = (times: number): Date => new Date(start.getTime() + times * 120_000);

describe('the reconciler', () => {
  let world: World;
  let view: ReturnType<typeof runProjection>;
  let barrier: ReadBarrier;
  let warnings: string[];

  const log = pino({ base: null }, { write: line => void warnings.push((JSON.parse(line) as { msg: string }).msg) });
  const around = () => ({ pool: world.db.pool, barrier, metrics: new Metrics(log), log });
  /** As another process would have it. */
  const newReconciler = (leftAlone: readonly string[] = []): Reconciler => {
    const [calls, operations] = [world.newCalls(), world.newOperations()];
    const senders = [attemptCreated(calls, systemClock), operationRequested(operations, systemClock)];
    return new Reconciler(
      around(),
      {
        sendLeftBehind: sendLeftBehind(world.store, world.aggregate, senders),
        calls: operations,
        leftAlone: () => leftAlone,
      },
      { afterS: 900, everyS: 60 },
    );
  };
  /** Runs until nothing is due at `now`, as an advance of the test clock does. */
  const drain = async (following: Timer, now: Date): Promise<void> => {
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
    const following = newReconciler();
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
    await drain(newReconciler(), start);
    expect(new Set(world.alpha.queried.map(({ reference }) => reference)).size).toBe(ids.length);
    world.alpha.script.status = [declined];
    await drain(newReconciler(), start);
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
    await drain(newReconciler(), start);
    expect(world.alpha.operationsQueried.map(({ reference }) => reference).sort()).toEqual(['re_1', 're_2']);
    const { operations } = await world.attempt(id);
    expect(operations).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    expect(world.alpha.queried).toEqual([]);
  });

  it('asks again when a question fails, and says so', async () => {
    const ids = await unknownAttempts(3);
    world.alpha.script.status = [() => Promise.reject(new Error('no such provider')), approved];
    const following = newReconciler();
    await drain(following, start);
    await drain(following, after(1));
    expect(new Set(await statuses(ids))).toEqual(new Set(['SUCCEEDED']));
    expect(warnings).toEqual(['could not ask the provider about a charge']);
  });

  it('does not wait for a provider that takes its time, nor ask it twice', async () => {
    const ids = await unknownAttempts(1);
    const answer = Promise.withResolvers<typeof approved>();
    world.alpha.script.status = [() => answer.promise];
    const following = newReconciler();
    expect(await following.run(start)).toBe(1);
    expect(await following.run(after(1))).toBe(0);
    const decided = world.store.head();
    answer.resolve(approved);
    await view.waitUntil((await decided) + 1n, 10_000);
    expect(await statuses(ids)).toEqual(['SUCCEEDED']);
    expect(world.alpha.queried).toHaveLength(1);
  });

  it('asks nothing about charges that are decided, and nothing yet of payers at a challenge', async () => {
    world.alpha.script.authorize = [approved, outcomes.action_required];
    for (let times = 0; times < 2; times += 1) await world.newCalls().send(await world.begin(), causeOf());
    expect(await newReconciler().run(start)).toBe(0);
    expect(await newReconciler().run(new Date(late.getTime() - 1))).toBe(0);
    expect(world.alpha.queried).toEqual([]);
  });

  it('asks about a challenge that is late, once a minute, and takes what the provider says', async () => {
    Object.assign(world.alpha.script, { authorize: [outcomes.action_required], status: [outcomes.action_required] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    const reconciler = newReconciler();
    const minute = (count: number): Date => new Date(late.getTime() + count * 60_000);
    expect(await reconciler.run(minute(0))).toBe(1);
    expect(await reconciler.run(new Date(minute(1).getTime() - 1))).toBe(0);
    expect(await reconciler.run(minute(1))).toBe(1);
    expect(await world.history(id)).toHaveLength(3);
    world.alpha.script.status = [declined];
    expect(await reconciler.run(minute(2))).toBe(1);
    expect(await statuses([id])).toEqual(['DECLINED']);
    expect(await reconciler.run(minute(9))).toBe(0);
    expect(world.alpha.authorized).toHaveLength(1);
  });

  it('does not repeat a challenge that its provider has forgotten, without its payer', async () => {
    Object.assign(world.alpha.script, { authorize: [outcomes.action_required], status: [{ type: 'not_found' }] });
    const id = await world.begin();
    await world.newCalls().send(id, causeOf());
    await drain(newReconciler(), late);
    expect(world.alpha.queried).toHaveLength(1);
    expect(world.alpha.authorized).toHaveLength(1);
    expect(await statuses([id])).toEqual(['REQUIRES_ACTION']);
  });

  it('sends late what was never sent, charges and operations on them, each once', async () => {
    Object.assign(world.alpha.script, { authorize: [approved], operate: [operationOutcomes.succeeded] });
    const ids = await Promise.all([world.begin(), world.begin()]);
    const reconciler = newReconciler();
    expect(await reconciler.run(start)).toBe(0);
    await drain(reconciler, late);
    expect(await statuses(ids)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    for (const id of ids) await world.aggregate.handle(id, requestRefund(`re_${id}`, 100n), causeOf());
    await drain(reconciler, late);
    // As another process would, that begins anew.
    await drain(newReconciler(), late);
    for (const id of ids) expect((await world.attempt(id)).operations).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(world.alpha.authorized.map(({ reference }) => reference).sort()).toEqual([...ids].sort());
    expect(world.alpha.operated).toHaveLength(2);
    expect(world.alpha.queried).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('asks late about what was sent and then left', async () => {
    Object.assign(world.alpha.script, { status: [approved] });
    const id = await world.begin();
    await world.aggregate.handle(id, { type: 'SendAttempt', now: start.toISOString() }, causeOf());
    const reconciler = newReconciler();
    expect(await reconciler.run(start)).toBe(0);
    await drain(reconciler, late);
    expect(await statuses([id])).toEqual(['SUCCEEDED']);
    expect(world.alpha.authorized).toEqual([]);
  });

  it('gives every provider its turn, however many charges another one leaves open', async () => {
    await unknownAttempts(40);
    world.beta.script.authorize = [unknown];
    const ofBeta = await world.begin({ provider: 'beta' });
    await world.newCalls().send(ofBeta, causeOf());
    world.alpha.script.status = [() => new Promise(() => {})];
    world.beta.script.status = [approved];
    const reconciler = newReconciler();
    expect(await reconciler.run(start)).toBe(33);
    expect(await statuses([ofBeta])).toEqual(['SUCCEEDED']);
    // Alpha is not through with the first.
    expect(await reconciler.run(after(1))).toBe(0);
    expect(world.alpha.queried).toHaveLength(32);
  });

  it('leaves a provider alone that asked for it', async () => {
    await unknownAttempts(1);
    world.alpha.script.status = [approved];
    expect(await newReconciler(['alpha']).run(start)).toBe(0);
    expect(await newReconciler(['beta']).run(start)).toBe(1);
  });

  it('asks about each charge once a period, however many processes run', async () => {
    const ids = await unknownAttempts(20);
    world.alpha.script.status = [unknown];
    const processes = [0, 1, 2].map(() => new HeldTimer(newReconciler(), world.db.pool));
    const asked = await Promise.all(processes.map(process => process.run(start)));
    expect(asked.toSorted((one, other) => one - other)).toEqual([0, 0, ids.length]);
    expect(world.alpha.queried).toHaveLength(ids.length);
    // The one that worked ends, and another one goes on.
    const [ending] = processes.splice(asked.indexOf(ids.length), 1);
    await ending?.stop();
    world.alpha.script.status = [approved];
    let taken = 0;
    for (const process of processes) taken += await process.run(after(1));
    expect(taken).toBe(ids.length);
    expect(new Set(await statuses(ids))).toEqual(new Set(['SUCCEEDED']));
    await Promise.all(processes.map(process => process.stop()));
  });
});
