import { migrateProjections, runProjection } from '@counterfoil/event-sourcing';
import { migrate } from '@counterfoil/platform/postgres';
import { ReadBarrier } from '@counterfoil/service';
import { eventually } from '@counterfoil/testing';
import { pino } from 'pino';
import { paymentsInLog } from '../test/payments-in-log.ts';
import type { PaymentCommand } from './domain/commands.ts';
import * as example from './domain/payment.examples.ts';
import { paymentExpiry } from './expiry.ts';
import { paymentView } from './read-model/payment-view.ts';

const { confirmPayment, declineAttempt, requireAction, authorizePayment } = example;
const HALF_AN_HOUR = 1_800;
const WEEK = 604_800;
const after = (seconds: number): Date => new Date(Date.parse(example.now) + seconds * 1_000);
const manual = { captureMethod: 'manual' } as const;

describe('the expiry of payments', () => {
  let world: Awaited<ReturnType<typeof paymentsInLog>>;
  let view: ReturnType<typeof runProjection>;
  let barrier: ReadBarrier;

  beforeEach(async () => {
    world = await paymentsInLog();
    await migrateProjections(world.db.pool);
    await migrate(world.db.pool, 'payment', new URL('./read-model/migrations/', import.meta.url));
    const projection = paymentView(world.payments);
    view = runProjection({ projection, store: world.store, pool: world.db.pool, log: pino({ level: 'silent' }) });
    barrier = new ReadBarrier(world.store);
    barrier.register(projection, view);
  });
  afterEach(async () => {
    await view.stop();
    await world.close();
  });

  const timer = () => {
    const expiry = { paymentExpiryS: HALF_AN_HOUR, authorizationExpiryS: WEEK };
    return paymentExpiry({ ...world, pool: world.db.pool, barrier, expiry });
  };
  const state = (id: string) => world.state(id);

  /** The provider's answer to what time has asked of it. */
  const answer = async (id: string, command: (operationId: string) => PaymentCommand): Promise<void> => {
    await eventually(async () => ((await world.state(id)) as { pendingOperation: unknown }).pendingOperation !== null);
    const payment = await state(id);
    if (payment.status === 'NONE' || !payment.pendingOperation) throw new Error('nothing is pending');
    await world.give(id, command(payment.pendingOperation.operationId));
  };

  it('cancels what its payer never confirmed, counted from its creation or its last decline', async () => {
    const created = await world.open({});
    const decline = { ...declineAttempt(), now: after(600).toISOString() };
    const declined = await world.open({}, confirmPayment(), decline);
    expect(await timer().run(after(HALF_AN_HOUR - 1))).toBe(0);
    expect(await timer().run(after(HALF_AN_HOUR))).toBe(1);
    expect(await state(created)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'expired' });
    expect(await state(declined)).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD' });
    expect(await timer().run(after(HALF_AN_HOUR + 600))).toBe(1);
    expect(await state(declined)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'expired' });
  });

  it('leaves to its session what belongs to one, and to its provider what is in flight', async () => {
    const ofSession = await world.open({ checkoutSessionId: 'cs_1' });
    const inFlight = await world.open({}, confirmPayment());
    expect(await timer().run(after(WEEK))).toBe(0);
    expect(await state(ofSession)).toMatchObject({ status: 'CREATED' });
    expect(await state(inFlight)).toMatchObject({ status: 'PROCESSING' });
  });

  it('has an authorization voided, with or without a session, and is done when that is', async () => {
    const id = await world.open(
      { ...manual, checkoutSessionId: 'cs_1' },
      confirmPayment(1, 'cs_1'),
      authorizePayment(),
    );
    expect(await timer().run(after(WEEK - 1))).toBe(0);
    const run = timer().run(after(WEEK));
    await answer(id, operationId => ({ ...example.confirmVoid(), operationId }));
    expect(await run).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'authorization_expired' });
  });

  it('has a challenge called off, and asks anew only after the whole time when the provider refuses', async () => {
    const id = await world.open({}, confirmPayment(), requireAction());
    const first = timer().run(after(HALF_AN_HOUR));
    const refusedAt = after(HALF_AN_HOUR).toISOString();
    await answer(id, operationId => ({ ...example.failVoid(), operationId, now: refusedAt }));
    expect(await first).toBe(1);
    expect(await timer().run(after(2 * HALF_AN_HOUR - 1))).toBe(0);
    const second = timer().run(after(2 * HALF_AN_HOUR));
    await answer(id, operationId => ({ ...example.confirmVoid(), operationId }));
    expect(await second).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'expired' });
  });

  it('has its effect once, also when two processes come at once', async () => {
    const id = await world.open({});
    const counts = await Promise.all([timer().run(after(HALF_AN_HOUR)), timer().run(after(HALF_AN_HOUR))]);
    expect(counts.sort()).toEqual([0, 1]);
    expect(await world.events(id)).toEqual(['PaymentCreated', 'PaymentCancelled']);
  });

  it('lets a payment alone that has gone on since its row was written', async () => {
    const id = await world.open({});
    await view.waitUntil(await world.store.head(), 10_000);
    await view.stop();
    barrier = { caughtUp: async () => {} } as unknown as ReadBarrier;
    await world.give(id, confirmPayment());
    expect(await timer().run(after(WEEK))).toBe(0);
    await world.give(id, { ...declineAttempt(), now: after(WEEK).toISOString() });
    expect(await timer().run(after(WEEK))).toBe(0);
    expect(await state(id)).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD' });
  });

  it('takes a hundred at a time', async () => {
    await Promise.all(Array.from({ length: 120 }, () => world.open({})));
    const runs = [await timer().run(after(WEEK)), await timer().run(after(WEEK)), await timer().run(after(WEEK))];
    expect(runs).toEqual([100, 20, 0]);
  });
});
