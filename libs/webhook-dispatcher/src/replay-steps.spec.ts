import { resetProjection, runProjection } from '@counterfoil/event-sourcing';
import { ReadBarrier } from '@counterfoil/service';
import pino from 'pino';
import { now, WebhooksInLog } from '../test/webhooks-in-log.ts';
import { endOfStep, REPLAY_STEP } from './read-model/replay-range.ts';
import { webhooks } from './read-model/webhooks.ts';
import { replaySteps } from './replay-steps.ts';

const COUNT = 2 * REPLAY_STEP + 10;
const range = { merchantId: 'mer_1', from: null, to: null, eventTypes: ['*'] };

describe('a long replay', () => {
  let log: WebhooksInLog;
  let projecting: ReturnType<typeof runProjection>;

  const project = (): void => {
    projecting = runProjection({
      ...{ projection: webhooks(log.endpoints), store: log.store, pool: log.db.pool },
      log: pino({ level: 'silent' }),
    });
  };
  beforeEach(async () => {
    log = await WebhooksInLog.open();
    project();
  });
  afterEach(async () => {
    await projecting.stop();
    await log.close();
  });

  const caughtUp = async (): Promise<void> =>
    expect(await projecting.waitUntil(await log.store.head(), 20_000)).toBe(true);
  const steps = () => {
    const barrier = new ReadBarrier(log.store);
    barrier.register(webhooks(log.endpoints), projecting);
    return replaySteps({ endpoints: log.endpoints, pool: log.db.pool, barrier });
  };
  const due = async (): Promise<number> => {
    await caughtUp();
    const text = 'select count(*)::int as count from webhook.deliveries_v1 where is_replay and due_at is not null';
    return (await log.db.pool.query<{ count: number }>(text)).rows[0]!.count;
  };
  /** As the dispatcher, to a receiver that takes everything. */
  const deliverAll = async (): Promise<void> => {
    const text = 'select event_id, round from webhook.deliveries_v1 where due_at is not null';
    const { rows } = await log.db.pool.query<{ event_id: string; round: string }>(text);
    await Promise.all(rows.map(({ event_id, round }) => log.tried(event_id, 'we_1', 200, round)));
    await caughtUp();
  };
  const rows = async () =>
    (await log.db.pool.query('select * from webhook.deliveries_v1 order by event_position')).rows;

  it('goes on in steps as the receiver takes them, delivers all of the range once, and nothing that came later', async () => {
    await Promise.all(Array.from({ length: COUNT }, (_, index) => log.tell(`pay_${index}`, 'payment.created')));
    await log.endpoint('we_1');
    await caughtUp();
    const upTo = await endOfStep(log.db.pool, range, { after: '0', head: String(await log.store.head()) });
    await log.act('we_1', { type: 'RequestReplay', ...range, upTo, now });
    await log.tell('pay_later', 'payment.created');
    expect(await due()).toBe(REPLAY_STEP);
    // Nothing more while the receiver has a whole step before it; then one step, however many processes there are.
    expect(await steps().run(new Date(now))).toBe(0);
    await deliverAll();
    const [first, second] = await Promise.all([steps().run(new Date(now)), steps().run(new Date(now))]);
    expect(first + second).toBe(1);
    expect(await due()).toBe(REPLAY_STEP);
    await deliverAll();
    expect(await steps().run(new Date(now))).toBe(1);
    expect(await due()).toBe(10);
    await deliverAll();
    expect(await steps().run(new Date(now))).toBe(0);
    const delivered = await rows();
    expect(delivered).toHaveLength(COUNT + 1);
    expect(delivered.every(({ status, tries }) => status === 'DELIVERED' && tries === 1)).toBe(true);
    await projecting.stop();
    await resetProjection(log.db.pool, webhooks(log.endpoints));
    project();
    await caughtUp();
    expect(await rows()).toEqual(delivered);
    expect(await steps().run(new Date(now))).toBe(0);
  }, 60_000);

  it('waits while its endpoint is disabled, and ends with it', async () => {
    await Promise.all(
      Array.from({ length: REPLAY_STEP + 10 }, (_, index) => log.tell(`pay_${index}`, 'payment.created')),
    );
    await log.endpoint('we_1');
    await caughtUp();
    const upTo = await endOfStep(log.db.pool, range, { after: '0', head: String(await log.store.head()) });
    await log.act('we_1', { type: 'RequestReplay', ...range, upTo, now });
    await caughtUp();
    await deliverAll();
    await log.act('we_1', { type: 'ChangeEndpoint', changes: {}, status: 'DISABLED', now });
    expect(await steps().run(new Date(now))).toBe(0);
    await log.act('we_1', { type: 'ChangeEndpoint', changes: {}, status: 'ENABLED', now });
    expect(await steps().run(new Date(now))).toBe(1);
    await caughtUp();
    await deliverAll();
    await log.act('we_1', { type: 'DeleteEndpoint', now });
    expect(await steps().run(new Date(now))).toBe(0);
  }, 60_000);
});
