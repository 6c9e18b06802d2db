import type { Payments } from '@counterfoil/contracts';
import { migrateProjections, runProjection } from '@counterfoil/event-sourcing';
import { migrate } from '@counterfoil/platform/postgres';
import { ReadBarrier } from '@counterfoil/service';
import { eventually } from '@counterfoil/testing';
import { pino } from 'pino';
import { sessionsInLog } from '../test/sessions-in-log.ts';
import * as example from './domain/session.examples.ts';
import { isEnding } from './domain/state.ts';
import { sessionExpiry } from './expiry.ts';
import { sessionView } from './read-model/session-view.ts';

const { confirmSession, recordActionRequired, recordDecline } = example;
const due = new Date(example.expiresAt);

describe('the expiry of sessions', () => {
  let world: Awaited<ReturnType<typeof sessionsInLog>>;
  let view: ReturnType<typeof runProjection>;
  let barrier: Pick<ReadBarrier, 'caughtUp'>;
  let awaited: string[];

  const payments = {
    awaitStatus: async (_merchant: string, paymentId: string) => {
      awaited.push(paymentId);
      return null;
    },
  } as unknown as Payments;
  const timer = () => sessionExpiry({ ...world, pool: world.db.pool, payments, barrier: barrier as ReadBarrier });
  const status = async (id: string) => (await world.state(id)).status;

  beforeEach(async () => {
    world = await sessionsInLog();
    awaited = [];
    await migrateProjections(world.db.pool);
    await migrate(world.db.pool, 'session', new URL('./read-model/migrations/', import.meta.url));
    const projection = sessionView(world.sessions);
    view = runProjection({ projection, store: world.store, pool: world.db.pool, log: pino({ level: 'silent' }) });
    const reads = new ReadBarrier(world.store);
    reads.register(projection, view);
    barrier = reads;
  });
  afterEach(async () => {
    await view.stop();
    await world.close();
  });

  it('ends what was never confirmed when its time comes, and waits for its payment to end', async () => {
    const ids = [await world.open(), await world.open()];
    expect(await timer().run(new Date(due.getTime() - 1))).toBe(0);
    expect(await timer().run(due)).toBe(2);
    expect(await Promise.all(ids.map(status))).toEqual(['EXPIRED', 'EXPIRED']);
    expect(awaited.sort()).toEqual(ids.map(id => `pay_${id}`).sort());
    expect(await timer().run(due)).toBe(0);
  });

  it('leaves what is in flight until it is decided', async () => {
    const id = await world.open(confirmSession());
    expect(await timer().run(due)).toBe(0);
    await world.give(id, recordDecline);
    const run = timer().run(due);
    await eventually(async () => isEnding(await world.state(id)));
    await world.give(id, example.recordPaymentCancelled('expired'));
    expect(await run).toBe(1);
    expect(await status(id)).toBe('EXPIRED');
  });

  it('has a challenge called off first, and is done when that is', async () => {
    const id = await world.open(confirmSession(), recordActionRequired);
    const run = timer().run(due);
    await eventually(async () => isEnding(await world.state(id)));
    expect(await timer().run(due)).toBe(0);
    await world.give(id, example.recordPaymentCancelled('expired'));
    expect(await run).toBe(1);
    expect(await status(id)).toBe('EXPIRED');
  });

  it('asks again a minute after the provider has not called a challenge off', async () => {
    const id = await world.open(confirmSession(), recordActionRequired);
    const run = timer().run(due);
    await eventually(async () => isEnding(await world.state(id)));
    await world.give(id, { type: 'RecordEndFailed', now: example.expiresAt });
    expect(await run).toBe(1);
    expect(await timer().run(due)).toBe(0);
    const second = timer().run(new Date(due.getTime() + 60_000));
    await eventually(async () => isEnding(await world.state(id)));
    await world.give(id, { ...example.completeSession, now: example.expiresAt });
    expect(await second).toBe(1);
    expect(await status(id)).toBe('COMPLETED');
  });

  it('asks again also when the clock was set back, so that the session comes due at the same time', async () => {
    const id = await world.open(confirmSession(), recordActionRequired);
    const run = timer().run(due);
    await eventually(async () => isEnding(await world.state(id)));
    await world.give(id, { type: 'RecordEndFailed', now: example.now });
    await run;
    const second = timer().run(due);
    await eventually(async () => isEnding(await world.state(id)));
    await world.give(id, example.recordPaymentCancelled('expired'));
    expect(await second).toBe(1);
  });

  it('ends the others, and waits for their end, beside one that it cannot read', async () => {
    const broken = await world.open();
    const fine = await world.open();
    await view.waitUntil(await world.store.head(), 10_000);
    await world.db.pool.query(`update session.session_view_v2 set id = 'cs_gone' where id = $1`, [broken]);
    await expect(timer().run(due)).rejects.toThrow('cs_gone is due and not in the log');
    expect(awaited).toEqual([`pay_${fine}`]);
  });

  it('has its effect once, also when two processes come at once', async () => {
    const id = await world.open();
    const counts = await Promise.all([timer().run(due), timer().run(due)]);
    expect(counts.sort()).toEqual([0, 1]);
    expect(await world.events(id)).toEqual(['CheckoutSessionCreated', 'CheckoutSessionExpired']);
  });

  it('lets a session alone that has gone on since its row was written', async () => {
    const id = await world.open();
    await view.waitUntil(await world.store.head(), 10_000);
    await view.stop();
    barrier = { caughtUp: async () => {} };
    await world.give(id, confirmSession());
    expect(await timer().run(due)).toBe(0);
    expect(await status(id)).toBe('PROCESSING');
  });

  it('takes a hundred at a time', async () => {
    await Promise.all(Array.from({ length: 120 }, () => world.open()));
    expect([await timer().run(due), await timer().run(due), await timer().run(due)]).toEqual([100, 20, 0]);
  });
});
