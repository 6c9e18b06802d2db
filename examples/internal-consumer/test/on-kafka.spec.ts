import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { migrateConsumers, openPostgresEventStore, type EventStore } from '@counterfoil/event-sourcing';
import { KafkaMessaging } from '@counterfoil/messaging';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { describeOnKafka, testBrokers } from '@counterfoil/testing/kafka';
import { dailyTotals } from '../src/daily-totals.ts';
import { migrateTotals } from '../src/totals.ts';
import { killAt, spawnConsumer, totalsIn } from './consumer.ts';
import { paid, publisher, quiet, recordIn, refunded } from './payments.ts';

describeOnKafka('the daily totals, as a process on Kafka', () => {
  // Other tests tell of payments on this broker too: each of these has a merchant of its own.
  let merchantId: string;
  let theirs: TestDatabase;
  let ours: TestDatabase;
  let store: EventStore;
  let service: KafkaMessaging;
  let consumers: ChildProcess[];

  const openService = () =>
    KafkaMessaging.open({
      ...{ brokers: testBrokers, clientId: 'payment', partitions: 6, replication: 1 },
      ...{ store, pool: theirs.pool, publishers: [publisher], log: quiet },
    });

  beforeEach(async () => {
    [theirs, ours] = await Promise.all([testDatabase(), testDatabase()]);
    merchantId = `mer_${randomUUID()}`;
    consumers = [];
    await migrateConsumers(theirs.pool);
    await migrateConsumers(ours.pool);
    await migrateTotals(ours.pool);
    store = await openPostgresEventStore({ url: theirs.url });
    service = await openService();
  });
  afterEach(async () => {
    for (const consumer of consumers) consumer.kill('SIGKILL');
    await service.close();
    await store.close();
    await Promise.all([theirs.drop(), ours.drop()]);
  });

  const record = (event: Parameters<ReturnType<typeof recordIn>>[0]) => recordIn(store)(event, { merchantId });

  const begin = (): ChildProcess => {
    const MESSAGING_URL = `kafka://${testBrokers.join()}`;
    const consumer = spawnConsumer('../src/main.ts', { MESSAGING_URL, DATABASE_URL: ours.url });
    consumers.push(consumer);
    return consumer;
  };

  const untilTotal = (taken: number, back = 0) =>
    eventually(
      async () => (await totalsIn(ours, merchantId)).join() === `${merchantId} 2026-11-21 EUR ${taken} ${back}`,
      { timeoutMs: 40_000, describe: `${taken} taken, ${back} given back` },
    );

  it('are right, also after every message came twice; SIGTERM lets the process end by itself', async () => {
    for (let amount = 1; amount <= 100; amount += 1) await record(paid({ amount }));
    await record(refunded({ amount: 50 }));
    const consumer = begin();
    await untilTotal(5_050, 50);

    await service.close();
    await theirs.pool.query(`delete from consumer.checkpoints where name like 'relay.%'`);
    service = await openService();
    await record(paid({ amount: 1_000 }));
    await untilTotal(6_050, 50);

    consumer.kill('SIGTERM');
    expect(await once(consumer, 'exit')).toEqual([0, null]);
    const next = service.subscribe(dailyTotals(ours.pool));
    expect(await next.settled(20_000)).toBe(true);
    await untilTotal(6_050, 50);
  });

  it('count once what was under way when it was killed', async () => {
    await record(paid({ amount: 12_500 }));
    await killAt('effect written', ours, begin);
    begin();
    await record(paid({ amount: 1 }));
    await untilTotal(12_501);
  });
});
