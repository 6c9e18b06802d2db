import { migrateConsumers } from '@counterfoil/event-sourcing';
import type { PublicEvent, RunningSubscription } from '@counterfoil/messaging';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { killAt, spawnConsumer, totalsIn } from '../test/consumer.ts';
import { openPaymentLog, paid, refunded } from '../test/payments.ts';
import { dailyTotals, GROUP } from './daily-totals.ts';
import { migrateTotals } from './totals.ts';

type PaymentLog = Awaited<ReturnType<typeof openPaymentLog>>;

let database: TestDatabase;
let payments: PaymentLog;

beforeEach(async () => {
  database = await testDatabase();
  await migrateConsumers(database.pool);
  await migrateTotals(database.pool);
  payments = await openPaymentLog(database.url, database.pool);
});
afterEach(async () => {
  await payments.close();
  await database.drop();
});

const totals = () => totalsIn(database);

const settled = async (subscription: RunningSubscription): Promise<void> => {
  expect(await subscription.settled(20_000)).toBe(true);
};

const run = async (): Promise<void> => {
  const subscription = payments.messaging.subscribe(dailyTotals(database.pool));
  await settled(subscription);
  await subscription.stop();
};

describe('the daily totals', () => {
  it('are what each merchant took and gave back, by day and currency', async () => {
    await payments.record(paid({ amount: 12_500 }));
    await payments.record(paid({ amount: 999_999_999_999 }));
    await payments.record(refunded({ amount: 2_500 }));
    await payments.record(paid({ amount: 700, currency: 'JPY' }));
    await payments.record(paid({ amount: 1 }), { merchantId: 'mer_2' });
    await payments.record(paid({ amount: 2 }), { occurredAt: '2026-11-21T23:59:59.999Z' });
    await payments.record(paid({ amount: 3 }), { occurredAt: '2026-11-22T00:00:00.000Z' });
    await payments.record({ type: 'payment.created', data: paid({ amount: 4 }).data });
    await run();
    expect(await totals()).toEqual([
      'mer_1 2026-11-21 EUR 1000000012501 2500',
      'mer_1 2026-11-21 JPY 700 0',
      'mer_1 2026-11-22 EUR 3 0',
      'mer_2 2026-11-21 EUR 1 0',
    ]);
  });

  it('count an event once that comes twice, one after the other or at once', async () => {
    await payments.record(paid({ amount: 12_500 }));
    const heard: PublicEvent[] = [];
    const subscription = dailyTotals(database.pool);
    const spy = payments.messaging.subscribe({ ...subscription, handle: async event => void heard.push(event) });
    await settled(spy);
    const again = () => Promise.all(heard.map(event => subscription.handle(event)));
    await Promise.all([again(), again()]);
    await again();
    expect(await totals()).toEqual(['mer_1 2026-11-21 EUR 12500 0']);
  });

  it('stay as they are when the whole topic is replayed', async () => {
    for (let amount = 1; amount <= 50; amount += 1) await payments.record(paid({ amount }));
    await run();
    await database.pool.query('delete from consumer.checkpoints where name = $1', [GROUP]);
    await run();
    expect(await totals()).toEqual(['mer_1 2026-11-21 EUR 1275 0']);
  });

  it('take events with members that are not known here', async () => {
    const { type, data } = paid({ amount: 5 });
    await payments.record({ type, data: { payment: { ...data.payment, colour: 'red' }, later: true } });
    await run();
    expect(await totals()).toEqual(['mer_1 2026-11-21 EUR 5 0']);
  });

  it('give up on an event that cannot be read, and go on with the others', async () => {
    const subscription = { ...dailyTotals(database.pool), retry: { maxAttempts: 2, initialDelayMs: 1 } };
    await payments.record(paid({ amount: 0.5 }));
    await payments.record(paid({ amount: 7 }));
    const running = payments.messaging.subscribe(subscription);
    await eventually(async () => (await payments.messaging.listDeadLetters(GROUP)).length === 1);
    await eventually(async () => (await totals()).length === 1);
    await running.stop();
    expect(await totals()).toEqual(['mer_1 2026-11-21 EUR 7 0']);
    expect(await payments.messaging.listDeadLetters(GROUP)).toMatchObject([
      { state: 'dead', type: 'payment.succeeded' },
    ]);
  });
});

describe('a consumer that is killed', () => {
  const begin = () => spawnConsumer('./consumer-process.ts', { DATABASE_URL: database.url });

  it('between the effect and its commit has counted nothing, and the next one counts it once', async () => {
    await payments.record(paid({ amount: 12_500 }));
    await killAt('effect written', database, begin);
    expect(await totals()).toEqual([]);
    await run();
    expect(await totals()).toEqual(['mer_1 2026-11-21 EUR 12500 0']);
  });

  it('before it hears of its commit has counted it, and the next one does not count it again', async () => {
    await payments.record(paid({ amount: 12_500 }));
    await killAt('commit on its way', database, begin);
    await eventually(async () => (await totals()).length === 1);
    await run();
    expect(await totals()).toEqual(['mer_1 2026-11-21 EUR 12500 0']);
  });
});
