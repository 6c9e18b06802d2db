import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '@counterfoil/standalone/test/crash/seeded';
import { openTestTopics, type TestTopics } from '@counterfoil/messaging/test-topics';
import { eventually } from '@counterfoil/testing';
import { describeOnKafka } from '@counterfoil/testing/kafka';
import { Deployment } from './faults/deployment.ts';
import { expectHealed, untilCaughtUp } from './faults/healed.ts';
import { holderOf } from './faults/holders.ts';
import { Payments } from './faults/load.ts';
import { killOneBackend } from './faults/postgres.ts';

process.env['DEPLOYMENT'] = 'services';

const setting = (name: string, unset: number): number => Number(process.env[name] ?? unset);

const SEED = setting('FAULT_SEED', randomInt(2 ** 31));
const SEEDS = setting('FAULT_SEEDS', 1);
/** Short ones in every run; issue-sized ones by hand: `FAULT_SECONDS=60 FAULT_SEEDS=3 BROKER_DOWN_S=30`. */
const LOAD = { perSecond: setting('FAULT_RATE', 20), seconds: setting('FAULT_SECONDS', 6) };
const BROKER_DOWN_MS = 1_000 * setting('BROKER_DOWN_S', 4);
const POSTGRES_DOWN_MS = 2_000;
const TIMEOUT_MS = 240_000 + 10_000 * LOAD.seconds + 2 * BROKER_DOWN_MS;

const SERVICES = ['gateway', 'session', 'payment', 'charge-attempt', 'webhook-dispatcher'] as const;

const say = (what: string): void => {
  process.stderr.write(`FAULT_SEED=${SEED}, ${Math.round(process.uptime())} s: ${what}\n`);
};

describeOnKafka('services under 20 payments a second lose nothing, do nothing twice, and come to rest', () => {
  let deployment: Deployment;
  let payments: Payments;

  beforeAll(async () => {
    deployment = await Deployment.prepare();
    await deployment.start();
    payments = new Payments(deployment);
    say(`started: ${Object.keys(deployment.pids).join(', ')}`);
  }, TIMEOUT_MS);

  afterAll(() => deployment.close(), TIMEOUT_MS);

  /** Payments while `fault` goes on; it is told when half of them should have begun. */
  const under = async (seed: number, fault: (half: Promise<void>) => Promise<void>): Promise<void> => {
    try {
      const half = sleep((LOAD.seconds * 1_000) / 2).then(() => say(`${payments.count} payments begun`));
      const [count] = await Promise.all([payments.rain({ ...LOAD, seed }), fault(half)]);
      say(`${count} payments played`);
      await expectHealed(deployment, payments);
      say('healed');
    } catch (error) {
      const again = `FAULT_SEED=${SEED} npm run -s jest -- apps/services/test/faults.spec.ts`;
      const said = deployment.complaints().join('\n');
      throw new Error(`Run it again with: ${again}\n${String(error)}\n${said}`, { cause: error });
    }
  };

  it(
    'while the broker is stopped, and started again',
    () =>
      under(SEED, async () => {
        await deployment.kafka.stop();
        await sleep(BROKER_DOWN_MS);
        await deployment.kafka.start();
      }),
    TIMEOUT_MS,
  );

  it(
    'while the broker dies in the middle of producing, and is started again',
    () =>
      under(SEED + 1_000_000, async half => {
        await half;
        await deployment.kafka.kill();
        await deployment.kafka.start();
      }),
    TIMEOUT_MS,
  );

  it.each(Array.from({ length: SEEDS }, (_, index) => SEED + index))(
    'while each service dies of kill -9 (seed %d)',
    seed =>
      under(seed + 2_000_000, async () => {
        const random = seeded(seed);
        const victims = SERVICES.map(service => ({
          name: `${service}-${1 + random(2)}`,
          at: random(LOAD.seconds * 1_000),
        })).sort((one, other) => one.at - other.at);
        let now = 0;
        for (const { name, at } of victims) {
          await sleep(at - now);
          now = at;
          say(`kill -9 ${name}`);
          deployment.kill(name);
        }
      }),
    TIMEOUT_MS,
  );

  it(
    'while PostgreSQL is stopped, and started again',
    () =>
      under(SEED + 7_000_000, async half => {
        await half;
        await deployment.postgres.stop();
        await sleep(POSTGRES_DOWN_MS);
        await deployment.postgres.start();
      }),
    TIMEOUT_MS,
  );

  it(
    'while PostgreSQL crashes and recovers',
    () =>
      under(SEED + 3_000_000, async half => {
        await half;
        await killOneBackend(deployment.pool);
      }),
    TIMEOUT_MS,
  );

  /** All that the product has ever done: what a message that comes again must not add to. */
  const effects = async () => {
    const count = async (table: string): Promise<number> =>
      (await deployment.pool.query<{ count: number }>(`select count(*)::int from ${table}`)).rows[0]!.count;
    return {
      events: await count('event_log.events'),
      books: await deployment.provider.books(),
      webhooks: await count('webhook.events_v1'),
      deliveries: await count('webhook.deliveries_v1'),
      deadLetters: await count('consumer.dead_letters'),
    };
  };

  const withTopics = async (use: (topics: TestTopics) => Promise<void>): Promise<void> => {
    const topics = await openTestTopics(deployment.kafka.brokers);
    try {
      await use(topics);
    } finally {
      await topics.close();
    }
  };

  it(
    'while every message of every topic comes a second time, which then has no effect',
    async () => {
      await under(SEED + 4_000_000, async half => {
        await half;
        await withTopics(async topics => say(`${await topics.repeat()} messages repeated`));
      });
      const before = await effects();
      await withTopics(async topics => say(`${await topics.repeat()} messages repeated at rest`));
      await untilCaughtUp(deployment);
      expect(await effects()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  it(
    'and do nothing again when all topics are read anew from their beginning',
    async () => {
      await untilCaughtUp(deployment);
      const before = await effects();
      await deployment.stop();
      await withTopics(topics => topics.rewind());
      await deployment.start();
      await untilCaughtUp(deployment);
      expect(await effects()).toEqual(before);
      say(`${before.events} events, ${before.books.length} rows of the books: as they were`);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['the relay of payments', 'counterfoil.consumer.relay.counterfoil.payment.v1'],
    ['the relay of charges', 'counterfoil.consumer.relay.counterfoil.charge_attempt.v1'],
    ['the reconciler', 'counterfoil.timer.charge-attempt.reconciler'],
    ['the dispatcher of webhooks', 'counterfoil.consumer.webhook.dispatcher'],
  ])(
    '%s goes on in another process when its own dies of kill -9',
    async (what, key) => {
      const before = await eventually(() => holderOf(deployment, key), { timeoutMs: 30_000, describe: 'a holder' });
      deployment.kill(before.process);
      const diedAt = performance.now();
      const after = await eventually(
        async () => {
          const now = await holderOf(deployment, key);
          if (now.backend === before.backend) throw new Error(`${now.process} holds it still`);
          return now;
        },
        { timeoutMs: 60_000, describe: 'another holder' },
      );
      say(`${what}: ${before.process} -> ${after.process} after ${Math.round(performance.now() - diedAt)} ms`);
    },
    TIMEOUT_MS,
  );

  it(
    'a member of every group is replaced when it dies of kill -9, and payments come to their ends',
    async () => {
      deployment.kill('charge-attempt-1');
      deployment.kill('payment-2');
      const diedAt = performance.now();
      await under(SEED + 5_000_000, () => Promise.resolve());
      say(`everything done ${Math.round(performance.now() - diedAt)} ms after two members died`);
    },
    TIMEOUT_MS,
  );

  it(
    'and go on past messages that nobody can read, which become dead letters',
    async () => {
      let poisoned: readonly string[] = [];
      const letters = () =>
        deployment.pool.query<{ event_id: string; state: string }>('select event_id, state from consumer.dead_letters');
      await withTopics(async topics => {
        poisoned = topics.topics;
        for (const topic of poisoned) await topics.poison(topic);
      });
      const dead = await eventually(
        async () => {
          const { rows } = await letters();
          const topics = new Set(rows.map(({ event_id: id }) => id.split('/')[0]));
          expect(poisoned.filter(topic => !topics.has(topic))).toEqual([]);
          return rows;
        },
        { timeoutMs: 60_000, describe: 'a dead letter of each topic' },
      );
      say(`${dead.length} dead letters of ${poisoned.join(', ')}`);
      await payments.rain({ ...LOAD, seed: SEED + 6_000_000 });
      const { rows } = await letters();
      expect(
        rows.filter(
          ({ event_id: id, state }) => state !== 'dead' || !poisoned.some(topic => id.startsWith(`${topic}/`)),
        ),
      ).toEqual([]);
      await expectHealed(deployment, payments, rows.length);
    },
    TIMEOUT_MS,
  );
});
