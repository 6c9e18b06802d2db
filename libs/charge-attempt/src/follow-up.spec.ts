import { migrateProjections, runProjection } from '@counterfoil/event-sourcing';
import { migrate } from '@counterfoil/platform/postgres';
import type { Follower } from '@counterfoil/service';
import { eventually } from '@counterfoil/testing';
import { pino } from 'pino';
import { attemptsAtAlpha, causeOf } from '../test/attempts.ts';
import { outcomes } from './domain/charge-attempt.examples.ts';
import { FollowUp } from './follow-up.ts';
import { chargeView } from './read-model/charge-view.ts';

type World = Awaited<ReturnType<typeof attemptsAtAlpha>>;

const { approved, declined, unknown } = outcomes;

describe('the follow-up of unknown charges', () => {
  let world: World;
  let view: ReturnType<typeof runProjection>;
  let following: Follower | undefined;
  let warnings: string[];

  const log = pino({ base: null }, { write: line => void warnings.push((JSON.parse(line) as { msg: string }).msg) });
  const follow = (): void => {
    following = new FollowUp(world.db.pool, world.newCalls(), log).start();
  };
  const statuses = (ids: readonly string[]) => Promise.all(ids.map(async id => (await world.attempt(id)).status));
  const all = (status: string, ids: readonly string[]) =>
    eventually(async () => (await statuses(ids)).every(is => is === status), { timeoutMs: 20_000 });

  /** Attempts whose calls came to nothing known, and stand so in the read model. */
  const unknownAttempts = async (count: number): Promise<readonly string[]> => {
    world.alpha.script.authorize = [unknown];
    const ids = await Promise.all(Array.from({ length: count }, () => world.begin()));
    await Promise.all(ids.map(id => world.newCalls().send(id, causeOf())));
    await view.waitUntil(await world.store.head(), 10_000);
    return ids;
  };

  beforeEach(async () => {
    [warnings, following] = [[], undefined];
    world = await attemptsAtAlpha();
    await migrateProjections(world.db.pool);
    await migrate(world.db.pool, 'charge_attempt', new URL('./read-model/migrations/', import.meta.url));
    view = runProjection({ projection: chargeView(world.aggregate), store: world.store, pool: world.db.pool, log });
  });
  afterEach(async () => {
    await following?.stop();
    await view.stop();
    await world.close();
  });

  it('asks until the provider knows', async () => {
    const [id = ''] = await unknownAttempts(1);
    world.alpha.script.status = [unknown, unknown, approved];
    follow();
    await all('SUCCEEDED', [id]);
    expect(world.alpha.queried).toHaveLength(3);
    expect(await world.attempt(id)).toMatchObject({ resolution: { by: 'status_query' } });
    expect(warnings).toEqual([]);
  });

  it('comes to everyone, however many are open, and goes on with them after a restart', async () => {
    const ids = await unknownAttempts(40);
    world.alpha.script.status = [unknown];
    follow();
    const asked = () => new Set(world.alpha.queried.map(({ reference }) => reference)).size;
    await eventually(() => asked() === ids.length, { timeoutMs: 20_000 });
    await following?.stop();
    world.alpha.script.status = [declined];
    follow();
    await all('DECLINED', ids);
  });

  it('asks again when a question fails, and says so', async () => {
    const ids = await unknownAttempts(3);
    world.alpha.script.status = [() => Promise.reject(new Error('no such provider')), approved];
    follow();
    await all('SUCCEEDED', ids);
    expect(warnings).toEqual(['could not ask the provider about a charge']);
  });

  it('gets over a read model that cannot be read for a while', async () => {
    const ids = await unknownAttempts(1);
    world.alpha.script.status = [approved];
    await world.db.pool.query('alter table charge_attempt.charge_view_v1 rename to away');
    follow();
    await eventually(() => warnings.includes('could not follow up unknown charges'));
    await world.db.pool.query('alter table charge_attempt.away rename to charge_view_v1');
    await all('SUCCEEDED', ids);
  });

  it('asks nothing about charges that are decided, nor of payers at a challenge', async () => {
    world.alpha.script.authorize = [approved, outcomes.action_required];
    for (let times = 0; times < 2; times += 1) await world.newCalls().send(await world.begin(), causeOf());
    const ids = await unknownAttempts(1);
    world.alpha.script.status = [approved];
    follow();
    await all('SUCCEEDED', ids);
    expect(world.alpha.queried.map(({ reference }) => reference)).toEqual(ids);
  });
});
