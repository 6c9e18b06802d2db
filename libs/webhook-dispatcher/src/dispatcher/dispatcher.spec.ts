import { resetProjection, runProjection, type EventStore } from '@counterfoil/event-sourcing';
import { ReadBarrier, type Follower } from '@counterfoil/service';
import { eventually } from '@counterfoil/testing';
import pino from 'pino';
import { now, WebhooksInLog } from '../../test/webhooks-in-log.ts';
import type { Sender, TryOutcome } from '../delivery/sender.ts';
import { webhooks } from '../read-model/webhooks.ts';
import { Dispatcher } from './dispatcher.ts';

const silent = pino({ level: 'silent' });

/** A sender whose tries wait until the test, or the end, answers them. */
class Receivers implements Sender {
  private readonly waiting: ((outcome: TryOutcome) => void)[] = [];
  sent: string[] = [];
  readonly urls: string[] = [];

  send({ id, url }: { readonly id: string; readonly url: string }): Promise<TryOutcome> {
    this.sent.push(id);
    this.urls.push(url);
    return new Promise(resolve => this.waiting.push(resolve));
  }

  answer(outcome: TryOutcome): void {
    for (const resolve of this.waiting.splice(0)) resolve(outcome);
  }

  async close(): Promise<void> {
    this.answer({ type: 'failed', error: 'connection_failed', status: null, latencyMs: 1 });
  }
}

const delivered: TryOutcome = { type: 'answered', status: 200, excerpt: '', retryAfterMs: null, latencyMs: 1 };

describe('the dispatcher', () => {
  let log: WebhooksInLog;
  let receivers: Receivers;
  let projecting: ReturnType<typeof runProjection>;
  let following: Follower | undefined;

  beforeEach(async () => {
    log = await WebhooksInLog.open();
    receivers = new Receivers();
    projecting = runProjection({
      ...{ projection: webhooks(log.endpoints), store: log.store, pool: log.db.pool },
      log: silent,
    });
    await log.endpoint('we_1');
  });
  afterEach(async () => {
    await following?.stop();
    await projecting.stop();
    await log.close();
  });

  const begin = (
    followed: Pick<EventStore, 'head' | 'subscribe'> = log.store,
    rows: Pick<typeof projecting, 'waitUntil'> = projecting,
  ): void => {
    const barrier = new ReadBarrier(log.store);
    barrier.register(webhooks(log.endpoints), rows);
    const secrets = { signing: () => [] } as never;
    const { deliveries } = log;
    const clock = { now: () => new Date(now) };
    const parts = {
      store: followed,
      pool: log.db.pool,
      barrier,
      log: silent,
      deliveries,
      sender: receivers,
      secrets,
      clock,
      watch: { tried: () => {} },
    };
    following = new Dispatcher({ ...parts, signingKey: '' }).start();
  };

  const attempts = () => log.rows<{ status_code: number | null }>('attempts_v1', 'delivery_id, number');

  it('outlives a log that cannot be followed while a try is under way, and sends it once', async () => {
    const failing = Promise.withResolvers<never>();
    let followed = 0;
    const subscribe = async function* (...asked: Parameters<EventStore['subscribe']>) {
      followed += 1;
      if (followed === 1) await failing.promise;
      yield* log.store.subscribe(...asked);
    };
    const { store } = log;
    begin({ head: () => store.head(), subscribe });
    await log.tell('pay_1', 'payment.created');
    await eventually(() => receivers.sent.length === 1);
    failing.reject(new Error('no database'));
    receivers.answer(delivered);
    await eventually(() => followed === 2);
    await log.tell('pay_1', 'payment.processing');
    await eventually(() => receivers.sent.length === 2);
    receivers.answer(delivered);
    await eventually(async () => (await attempts()).length === 2);
  });

  it('stops while receivers take their time: what is cut off was no try, and is due as before', async () => {
    begin();
    const event = await log.tell('pay_1', 'payment.created');
    await eventually(() => receivers.sent.length === 1);
    await following?.stop();
    expect(await attempts()).toEqual([]);
    begin();
    await eventually(() => receivers.sent.length === 2);
    expect(receivers.sent).toEqual([event, event]);
    receivers.answer(delivered);
    await eventually(async () => (await attempts()).length === 1);
  });

  it('sends nothing to an endpoint that was deleted or disabled while tries were under way, and goes on once it is enabled', async () => {
    await log.act('we_1', { type: 'ChangeEndpoint', changes: { concurrency: 1 }, status: null, now });
    begin();
    const change = (status: 'ENABLED' | 'DISABLED') =>
      log.act('we_1', { type: 'ChangeEndpoint', changes: {}, status, now });
    const waiting: string[] = [];
    for (const payment of ['pay_1', 'pay_2', 'pay_3', 'pay_4'])
      waiting.push(await log.tell(payment, 'payment.created'));
    await eventually(() => receivers.sent.length === 1);
    // What another endpoint gets shows that the dispatcher has heard of what was before.
    const heard = async (): Promise<void> => {
      const id = `we_of_${receivers.sent.length}`;
      await log.endpoint(id, { eventTypes: ['payment.failed'] });
      const event = await log.tell('pay_other', 'payment.failed');
      await eventually(() => receivers.sent.includes(event), { describe: 'what another endpoint gets' });
      receivers.answer(delivered);
    };
    await change('DISABLED');
    await heard();
    expect(receivers.sent.filter(id => waiting.includes(id))).toEqual(waiting.slice(0, 1));
    await change('ENABLED');
    await eventually(() => receivers.sent.includes(waiting[1]!));
    await log.act('we_1', { type: 'DeleteEndpoint', now });
    await heard();
    await heard();
    expect(receivers.sent.filter(id => waiting.includes(id))).toEqual(waiting.slice(0, 2));
  });

  it('learns nothing of endpoints from rows that are being computed anew: they tell of what is long past', async () => {
    const url = 'https://shop.example/new';
    await log.act('we_1', { type: 'ChangeEndpoint', changes: { url }, status: null, now });
    expect(await projecting.waitUntil(2n, 5_000)).toBe(true);
    let looks = 0;
    // One who has not heard yet that its rows were emptied.
    const waitUntil = async (): Promise<boolean> => (looks += 1) > 0;
    begin(log.store, { waitUntil });
    await eventually(() => looks > 1);
    await projecting.stop();
    await resetProjection(log.db.pool, webhooks(log.endpoints));
    await log.projectUntil(1n);
    await log.tell('pay_1', 'payment.created');
    const before = looks;
    await eventually(() => looks > before + 1);
    await log.tell('pay_1', 'payment.processing');
    projecting = runProjection({
      ...{ projection: webhooks(log.endpoints), store: log.store, pool: log.db.pool },
      log: silent,
    });
    await eventually(() => receivers.urls.length === 2);
    expect(receivers.urls).toEqual([url, url]);
  });
});
