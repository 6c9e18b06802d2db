import { anyStatus, PAYMENTS, settledStatuses, type Payments } from '@counterfoil/contracts';
import { migrateProjections, runProjection } from '@counterfoil/event-sourcing';
import { migrate } from '@counterfoil/platform/postgres';
import { ReadBarrier } from '@counterfoil/service';
import { InternalPaymentsController } from '@counterfoil/service/remote';
import { overNetwork, remotePayments } from '@counterfoil/service/remote/contract';
import { eventually } from '@counterfoil/testing';
import { pino } from 'pino';
import { paymentsInLog } from '../../test/payments-in-log.ts';
import * as example from '../domain/payment.examples.ts';
import { paymentView } from '../read-model/payment-view.ts';
import { answerPayments } from './payments.ts';

const { confirmPayment, succeedPayment } = example;
const LONG_MS = 10_000;

let world: Awaited<ReturnType<typeof paymentsInLog>>;
let view: ReturnType<typeof runProjection>;
let local: Payments;
let network: Awaited<ReturnType<typeof overNetwork>>;
let remote: Payments;
/** Waits that have begun, and those that have ended, in the process that holds the payments. */
const waits = { begun: 0, ended: 0 };

beforeAll(async () => {
  world = await paymentsInLog();
  await migrateProjections(world.db.pool);
  await migrate(world.db.pool, 'payment', new URL('../read-model/migrations/', import.meta.url));
  const projection = paymentView(world.payments);
  view = runProjection({ projection, store: world.store, pool: world.db.pool, log: pino({ level: 'silent' }) });
  const barrier = new ReadBarrier(world.store);
  barrier.register(projection, view);
  const payments = answerPayments(world.payments, world.watch, world.db.pool, barrier);
  local = {
    ...payments,
    awaitStatus: async (...asked) => {
      waits.begun += 1;
      return payments.awaitStatus(...asked).finally(() => (waits.ended += 1));
    },
  };
  const port = { provide: PAYMENTS, useValue: local };
  network = await overNetwork('payment', 'session', InternalPaymentsController, port);
  remote = remotePayments(network.client);
});
afterAll(async () => {
  await network.close();
  await view.stop();
  await world.close();
});

describe.each([
  ['asked in its own process', () => local],
  ['asked over the network', () => remote],
])('the payment service, %s,', (_where, of) => {
  it('shows a payment to its merchant, and to nobody else', async () => {
    const id = await world.open({});
    expect(await of().find('mer_1', id)).toMatchObject({ id, status: 'CREATED', amount: 10_000, version: 0 });
    expect(await of().find('mer_2', id)).toBeNull();
    expect(await of().find('mer_1', 'pay_nothing')).toBeNull();
  });

  it('shows those of several that are there, with every write that was acknowledged', async () => {
    const ids = [await world.open({}), await world.open({}, confirmPayment(), succeedPayment())];
    const found = await of().findAll('mer_1', [...ids, 'pay_nothing']);
    expect([...found.keys()].sort()).toEqual(ids.toSorted());
    expect(found.get(ids[1]!)?.status).toBe('SUCCEEDED');
    expect((await of().findAll('mer_2', ids)).size).toBe(0);
  });

  it('waits for one of the statuses that are asked for', async () => {
    const id = await world.open({}, confirmPayment());
    expect((await of().awaitStatus('mer_1', id, anyStatus, LONG_MS))?.status).toBe('PROCESSING');
    const waiting = of().awaitStatus('mer_1', id, settledStatuses, LONG_MS);
    await world.give(id, succeedPayment());
    expect((await waiting)?.status).toBe('SUCCEEDED');
  });

  it('tells how things stand when the time is over', async () => {
    const id = await world.open({}, confirmPayment());
    expect((await of().awaitStatus('mer_1', id, settledStatuses, 20))?.status).toBe('PROCESSING');
    expect(await of().awaitStatus('mer_1', 'pay_nothing', anyStatus, 20)).toBeNull();
  });

  it('waits no longer than whoever asked', async () => {
    const id = await world.open({}, confirmPayment());
    const gone = new AbortController();
    const begun = waits.begun;
    const waiting = of().awaitStatus('mer_1', id, settledStatuses, LONG_MS, gone.signal);
    await eventually(() => waits.begun > begun);
    gone.abort();
    await waiting.catch(() => undefined); // Over the network there is no answer then.
    await eventually(() => waits.ended === waits.begun);
  });
});

it('an internal question is answered to the services that it is for, and to no other', async () => {
  const stranger = await overNetwork('payment', 'webhook-dispatcher', InternalPaymentsController, {
    provide: PAYMENTS,
    useValue: local,
  });
  await expect(remotePayments(stranger.client).find('mer_1', 'pay_1')).rejects.toThrow(/401 unauthenticated/);
  await stranger.close();
  const bare = await fetch(`${network.url}/internal/payments/find`, { method: 'POST', body: '{}' });
  expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Counterfoil-Identity error="missing"']);
});
