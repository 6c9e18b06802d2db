import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import type { RunningProduct } from './running-product.ts';
import { webhookClient, type WebhookClient } from './webhooks/client.ts';
import { heardWebhooks } from './webhooks/heard-webhooks.ts';
import { status, type Receiver } from './webhooks/receiver.ts';

const AMOUNT = { amount: 12_500, currency: 'EUR' };
const paid = { ...AMOUNT, payment_method: card(cards.visa), confirm: true };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`));

let running: RunningProduct;
let webhooks: WebhookClient;
let receiver: Receiver;

heardWebhooks(heard => ({ running, webhooks, receiver } = heard));

const pointersOf = (answer: { readonly body: { readonly errors?: readonly { readonly pointer: string }[] } }) =>
  answer.body.errors?.map(({ pointer }) => pointer).sort();

const post = (path: string, body: unknown, key?: string) =>
  running.merchant.call('POST', path, { body, ...(key !== undefined && { headers: { 'idempotency-key': key } }) });

describe('the answers', () => {
  it('about an endpoint have every member, and its secret where that is made only', async () => {
    const created = await webhooks.create({ url: receiver.url });
    expect([created.status, created.headers.get('cache-control')]).toEqual([201, expect.stringContaining('no-store')]);
    const { secret, ...endpoint } = created.body.webhook_endpoint;
    expect(endpoint).toEqual({
      ...{ id: id('we'), url: receiver.url, status: 'ENABLED', disabled_reason: null, event_types: ['*'] },
      ...{ description: null, headers: {}, rate_limit_per_s: null, concurrency: 10, ordered: false, v1a: false },
      ...{ created_at: TIME, updated_at: TIME },
    });
    expect((await webhooks.get(endpoint.id)).body).toEqual({ webhook_endpoint: endpoint });
    expect((await webhooks.list()).body).toEqual({ data: [endpoint], has_more: false, next_cursor: null });
    const settings = {
      ...{ url: `${receiver.url}/2`, event_types: ['payment.failed'], description: 'orders', headers: { 'x-a': 'b' } },
      ...{ rate_limit_per_s: 5, concurrency: 1, ordered: true, v1a: true },
    };
    const changed = await webhooks.change(endpoint.id, { ...settings, status: 'DISABLED' });
    expect([changed.status, changed.body.webhook_endpoint]).toEqual([
      200,
      { ...endpoint, ...settings, status: 'DISABLED', disabled_reason: 'requested', updated_at: TIME },
    ]);
    expect((await webhooks.change(endpoint.id, {})).body).toEqual(changed.body);
    const rotated = await webhooks.rotate(endpoint.id);
    const { secret: fresh, ...same } = rotated.body.webhook_endpoint;
    expect([rotated.status, same]).toEqual([200, { ...changed.body.webhook_endpoint, updated_at: TIME }]);
    expect(fresh).toMatch(/^whsec_/);
    expect(fresh).not.toBe(secret);
    const removed = await webhooks.remove(endpoint.id);
    expect([removed.status, removed.text]).toEqual([204, '']);
  });

  it('about a delivery have every member, at each of its stages', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(500));
    const sent = await webhooks.test(endpoint);
    const { webhook_delivery: pending } = sent.body;
    const about = {
      ...{ id: id('whd'), endpoint_id: endpoint, event_id: id('evt'), event_type: 'webhook_endpoint.test' },
      created_at: TIME,
    };
    expect([sent.status, { ...pending, status: '', attempts: [], next_attempt_at: TIME }]).toEqual([
      202,
      { ...about, status: '', attempts: [], next_attempt_at: TIME },
    ]);
    const attempt = { number: 1, at: TIME, status_code: 500, error: null, latency_ms: expect.any(Number) };
    const tried = { ...attempt, response_excerpt: 'this is 500' };
    const failed = await webhooks.untilDelivery(pending.id, 1);
    expect(failed).toEqual({ ...about, status: 'RETRYING', attempts: [tried], next_attempt_at: TIME });
    receiver.answer(status(204));
    await webhooks.retry(pending.id);
    const done = await webhooks.untilDelivery(pending.id, 'DELIVERED');
    const second = { ...tried, number: 2, status_code: 204, response_excerpt: expect.any(String) };
    expect(done).toEqual({ ...about, status: 'DELIVERED', attempts: [tried, second], next_attempt_at: null });
    expect((await webhooks.deliveries(endpoint)).body).toEqual({ data: [done], has_more: false, next_cursor: null });
    const { event } = (await webhooks.event(done.event_id)).body;
    expect(event).toMatchObject({ type: 'webhook_endpoint.test', paymentId: null, sequence: null });
    expect(Object.keys(event)).toEqual([
      ...['id', 'type', 'created_at', 'merchant_id', 'paymentId', 'trace_id', 'sequence', 'data'],
    ]);
  });

  it('to a list of deliveries come in pages, newest first', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    const sent: string[] = [];
    for (let made = 0; made < 5; made += 1) sent.push((await webhooks.test(endpoint)).body.webhook_delivery.id);
    const first = (await webhooks.deliveries(endpoint, 'limit=3')).body;
    const second = (await webhooks.deliveries(endpoint, `limit=3&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...second.data].map(delivery => delivery.id)).toEqual(sent.toReversed());
    expect([first.has_more, second.has_more, second.next_cursor]).toEqual([true, false, null]);
  });
});

describe('a request', () => {
  it('with several faults is told of all of them at once, a URL that may not be delivered to among them', async () => {
    const faulty = { url: 'https://10.0.0.1/', event_types: ['payment.exploded'], concurrency: 0, more: 1 };
    const pointers = ['/concurrency', '/event_types/0', '/more', '/url'];
    const created = await webhooks.create(faulty);
    expect([created.status, pointersOf(created)]).toEqual([422, pointers]);
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    const changed = await webhooks.change(endpoint, { ...faulty, status: 'DELETED' });
    expect([changed.status, pointersOf(changed)]).toEqual([422, [...pointers.slice(0, 3), '/status', '/url']]);
  });

  it.each([
    ['', {}, ['/url']],
    ['', { url: 'https://shop.example/', event_types: [] }, ['/event_types']],
    ['', { url: 'https://shop.example/', headers: { 'webhook-id': 'x' } }, ['/headers/webhook-id']],
    ['', { url: 'https://shop.example/', headers: { 'x-a': 'line\r\nx-b: c' } }, ['/headers/x-a']],
    ['', { url: 'https://shop.example/', secret: 'whsec_mine' }, ['/secret']],
    ['/rotate-secret', { overlap_s: -1 }, ['/overlap_s']],
    ['/rotate-secret', { overlap_s: 604_801 }, ['/overlap_s']],
    ['/rotate-secret', { overlap_s: 1.5 }, ['/overlap_s']],
    ['/rotate-secret', { overlap_s: '60' }, ['/overlap_s']],
    ['/test', { type: 'payment.succeeded' }, ['/type']],
    [
      '/replay',
      { from: 'yesterday', to: 1.5, event_types: ['x'], dry_run: 'yes' },
      ['/dry_run', '/event_types/0', '/from', '/to'],
    ],
  ])('to %s with %j is refused at %j', async (path, body, pointers) => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    const answer = await post(`/v1/webhook-endpoints${path === '' ? '' : `/${endpoint}${path}`}`, body);
    expect([answer.status, answer.body.code, pointersOf(answer)]).toEqual([422, 'validation_failed', pointers]);
  });

  it.each([0, 604_800])('to rotate with an overlap of %d s is taken', async overlap_s => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    expect((await webhooks.rotate(endpoint, { overlap_s })).status).toBe(200);
  });

  it.each(['type=payment.exploded', 'created_after=soon', 'limit=0', 'limit=101', 'cursor=x', 'status=1'])(
    'for the events with ?%s is refused',
    async query => {
      const answer = await webhooks.events(query);
      expect([answer.status, pointersOf(answer)]).toEqual([422, [`/${query.slice(0, query.indexOf('='))}`]]);
    },
  );

  it('of another merchant finds nothing, whatever it asks', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    const { webhook_delivery: delivery } = (await webhooks.test(endpoint)).body;
    const foreign = webhookClient(running.otherMerchant);
    const answers = await Promise.all([
      ...[foreign.get(endpoint), foreign.change(endpoint, { description: 'x' }), foreign.rotate(endpoint)],
      ...[foreign.test(endpoint), foreign.replay(endpoint), foreign.deliveries(endpoint), foreign.remove(endpoint)],
      ...[foreign.delivery(delivery.id), foreign.retry(delivery.id), foreign.event(delivery.event_id)],
    ]);
    expect(answers.map(answer => [answer.status, answer.body.code])).toEqual(answers.map(() => [404, 'not_found']));
    expect((await foreign.list()).body.data).toEqual([]);
    expect((await webhooks.get(endpoint)).status).toBe(200);
  });

  it('without a key is 401, by another method 405', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    const paths = ['', `/${endpoint}`, `/${endpoint}/deliveries`].map(path => `/v1/webhook-endpoints${path}`);
    for (const path of [...paths, '/v1/events', '/v1/events/evt_1', '/v1/webhook-deliveries/whd_1']) {
      const anonymous = await running.merchant.call('GET', path, { headers: { authorization: '' } });
      expect([path, anonymous.status]).toEqual([path, 401]);
      const put = await running.merchant.call('PUT', path, { body: {} });
      expect([path, put.status, put.headers.get('allow')]).toEqual([path, 405, expect.stringContaining('GET')]);
    }
  });

  it('under one key has its effect once, and the same answer byte for byte, in which no secret is kept in clear', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url });
    const delivery = (await webhooks.test(endpoint)).body.webhook_delivery.id;
    await webhooks.untilDelivery(delivery, 'DELIVERED');
    const before = receiver.received.length;
    const calls: readonly (readonly [string, object])[] = [
      ['/v1/webhook-endpoints', { url: receiver.url, event_types: ['payment.failed'] }],
      [`/v1/webhook-endpoints/${endpoint}/rotate-secret`, { overlap_s: 60 }],
      [`/v1/webhook-endpoints/${endpoint}/test`, {}],
      [`/v1/webhook-endpoints/${endpoint}/replay`, { dry_run: true }],
      [`/v1/webhook-deliveries/${delivery}/retry`, {}],
    ];
    for (const [path, body] of calls) {
      const key = randomUUID();
      const [first, again] = [await post(path, body, key), await post(path, body, key)];
      expect([path, again.status, again.text]).toEqual([path, first.status, first.text]);
      expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
      const other = await post(path, { ...body, description: 'other' }, key);
      expect([path, other.status]).toEqual([path, 422]);
    }
    await eventually(() => receiver.received.length === before + 2);
    const kept = await running.database.pool.query('select * from idempotency.answers');
    expect(JSON.stringify(kept.rows)).not.toContain('whsec_');
    const log = await running.database.pool.query('select data::text from event_log.events');
    expect(JSON.stringify(log.rows)).not.toContain('whsec_');
  });
});

describe('the number of endpoints', () => {
  it('stays within its limit when many are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => webhooks.create({ url: receiver.url })));
    const codes = answers.map(answer => answer.status);
    expect((await webhooks.list('limit=100')).body.data).toHaveLength(20);
    expect([codes.filter(code => code === 201).length, codes.filter(code => code === 409).length]).toEqual([20, 10]);
  });
});

describe('a replay', () => {
  it('is of a range by position too, both ends in it, of any type, and is counted without being done', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url, event_types: ['payment.failed'] });
    const payments: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      const { body } = await running.merchant.createPayment(AMOUNT);
      payments.push(body.payment.id);
      await eventually(async () => (await webhooks.events(`payment=${body.payment.id}`)).body.data.length === 1);
    }
    const positions = await Promise.all(
      payments.map(async payment => (await running.merchant.timeline(payment)).body.data[0]!.position),
    );
    const range = { from: positions[1], to: positions[2], event_types: ['*'] };
    expect((await webhooks.replay(endpoint, { ...range, dry_run: true })).body.replay.count).toBe(1);
    expect((await webhooks.replay(endpoint, { from: positions[1], event_types: ['*'] })).body.replay.count).toBe(2);
    await eventually(() => receiver.received.length === 2);
    expect(receiver.received.map(({ event }) => event.paymentId).sort()).toEqual(payments.slice(1).toSorted());
    expect((await webhooks.replay(endpoint, {})).body.replay).toEqual({ count: 0, dry_run: false });
  });
});

describe('a payment’s timeline', () => {
  it('has the retry that a merchant asked for, and what it led to', async () => {
    const { id: endpoint } = await webhooks.endpoint({ url: receiver.url, event_types: ['payment.succeeded'] });
    const payment = (await running.merchant.createPayment(paid)).body.payment.id;
    const delivery = await eventually(async () => (await webhooks.deliveries(endpoint)).body.data[0]);
    await webhooks.untilDelivery(delivery!.id, 'DELIVERED');
    await webhooks.retry(delivery!.id);
    await webhooks.untilDelivery(delivery!.id, 2);
    const { data } = (await running.merchant.timeline(payment, { limit: 100 })).body;
    expect(data.filter(({ stream }) => stream === `webhook_delivery-${delivery!.id}`).map(({ type }) => type)).toEqual([
      ...['WebhookDeliveryAttempted', 'WebhookDeliveryRetryRequested', 'WebhookDeliveryAttempted'],
    ]);
  });
});
