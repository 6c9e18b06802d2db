import { card, cards, eventually } from '@counterfoil/testing';
import { Webhook } from 'standardwebhooks';
import type { RunningProduct } from './running-product.ts';
import { webhookClient, type WebhookClient } from './webhooks/client.ts';
import { heardWebhooks } from './webhooks/heard-webhooks.ts';
import { startReceiver, status, type Received, type Receiver } from './webhooks/receiver.ts';

const AMOUNT = { amount: 12_500, currency: 'EUR' };
const paid = { ...AMOUNT, payment_method: card(cards.visa), confirm: true };

let running: RunningProduct;
let webhooks: WebhookClient;
let receiver: Receiver;

heardWebhooks(heard => ({ running, webhooks, receiver } = heard));

const ofPayment = (id: string): readonly Received[] => receiver.received.filter(({ event }) => event.paymentId === id);

/** What arrived of a payment by its numbers, once `type` is among it. */
const untilTold = async (id: string, type: string): Promise<readonly Received[]> => {
  const told = () => ofPayment(id).toSorted((a, b) => Number(a.event.sequence) - Number(b.event.sequence));
  await eventually(() => told().some(({ event }) => event.type === type), { describe: `${type} of ${id}` });
  await eventually(() => told().every(({ event }, index) => event.sequence === index + 1), { describe: 'no gap' });
  return told();
};

const typesOf = (told: readonly Received[]): readonly string[] => told.map(({ event }) => event.type);

describe('a webhook', () => {
  it('tells every event of a payment’s life once, signed, numbered without a gap, in causal order', async () => {
    const { secret } = await webhooks.endpoint({ url: receiver.url });
    const { body } = await running.merchant.createPayment({ ...paid, capture_method: 'manual' });
    const { id } = body.payment;
    await running.merchant.capturePayment(id, { amount: 9_000 });
    await running.merchant.createRefund(id, { amount: 1_000 });
    const told = await untilTold(id, 'refund.succeeded');
    expect(typesOf(told)).toEqual([
      ...['payment.created', 'payment.processing', 'charge.created', 'charge.authorized', 'payment.authorized'],
      ...['payment.captured', 'payment.succeeded', 'refund.created', 'refund.succeeded'],
    ]);
    const webhook = new Webhook(secret);
    for (const { text, headers, event } of told) {
      expect(webhook.verify(text, headers)).toEqual(event);
      expect((await webhooks.event(event.id)).body.event).toEqual(event);
      expect(event.data).toEqual({ [event.type.split('.')[0]!]: expect.objectContaining({ id: expect.any(String) }) });
    }
    expect(new Set(told.map(received => received.id)).size).toBe(told.length);
  });

  it('tells a session’s story with its payment, and never its token', async () => {
    await webhooks.endpoint({ url: receiver.url });
    const created = await running.merchant.createSession({ ...AMOUNT, return_url: 'https://shop.example/' });
    const { token, payment_id: id } = created.body.checkout_session;
    await running.payer.confirm(token, { payment_method: card(cards.visa) });
    const told = await untilTold(id, 'checkout_session.completed');
    expect(typesOf(told)).toEqual([
      ...['checkout_session.created', 'payment.created', 'checkout_session.confirmed', 'payment.processing'],
      ...['charge.created', 'charge.succeeded', 'payment.succeeded', 'checkout_session.completed'],
    ]);
    expect(receiver.received.map(({ text }) => text).join()).not.toContain(token);
  });

  it('goes only to endpoints of the merchant that take its type', async () => {
    const others = await startReceiver();
    await webhooks.endpoint({ url: receiver.url, event_types: ['payment.succeeded'] });
    const theirs = await webhookClient(running.otherMerchant).endpoint({ url: others.url });
    const { body } = await running.merchant.createPayment(paid);
    await eventually(() => ofPayment(body.payment.id).length > 0);
    const test = await webhookClient(running.otherMerchant).test(theirs.id);
    await webhookClient(running.otherMerchant).untilDelivery(test.body.webhook_delivery.id, 'DELIVERED');
    expect(typesOf(receiver.received)).toEqual(['payment.succeeded']);
    expect(typesOf(others.received)).toEqual(['webhook_endpoint.test']);
    await others.close();
  });

  it('carries the endpoint’s own headers', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url, headers: { 'x-shop': 'anvils' } });
    const { body } = await webhooks.test(id);
    const delivery = await webhooks.untilDelivery(body.webhook_delivery.id, 'DELIVERED');
    expect(receiver.received[0]?.headers['x-shop']).toBe('anvils');
    expect(delivery.attempts).toEqual([
      {
        ...{ number: 1, at: expect.any(String), status_code: 200, error: null },
        latency_ms: expect.any(Number),
        response_excerpt: 'this is 200',
      },
    ]);
    expect(receiver.received[0]?.event).toMatchObject({
      type: 'webhook_endpoint.test',
      paymentId: null,
      sequence: null,
    });
  });

  it('that failed is sent again, by hand at once, under the same id, with every try to read', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(302, { location: 'http://127.0.0.1:1/' }));
    const { body } = await webhooks.test(id);
    const failed = await webhooks.untilDelivery(body.webhook_delivery.id, 1);
    expect(failed).toMatchObject({ status: 'RETRYING', attempts: [{ status_code: 302, error: 'redirect' }] });
    receiver.answer(status(204));
    expect((await webhooks.retry(failed.id)).status).toBe(200);
    await webhooks.untilDelivery(failed.id, 'DELIVERED');
    expect((await webhooks.retry(failed.id)).body.webhook_delivery.status).toMatch(/RETRYING|DELIVERED/);
    const { attempts } = await webhooks.untilDelivery(failed.id, 3);
    expect(attempts.map(({ number, status_code }) => [number, status_code])).toEqual([
      [1, 302],
      [2, 204],
      [3, 204],
    ]);
    expect(new Set(receiver.received.map(received => received.id)).size).toBe(1);
  });
});

describe('an endpoint', () => {
  it('is created, read, listed, changed and deleted by its merchant alone', async () => {
    const created = await webhooks.endpoint({ url: receiver.url, description: 'orders' });
    const { secret, ...endpoint } = created;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await webhooks.get(endpoint.id)).body.webhook_endpoint).toEqual(endpoint);
    expect((await webhooks.list()).body.data).toEqual([endpoint]);
    const changed = await webhooks.change(endpoint.id, { status: 'DISABLED', event_types: ['payment.failed'] });
    expect(changed.body.webhook_endpoint).toMatchObject({
      ...{ status: 'DISABLED', disabled_reason: 'requested', event_types: ['payment.failed'], description: 'orders' },
    });
    expect((await webhooks.test(endpoint.id)).body.code).toBe('webhook_endpoint_disabled');
    expect(
      (await webhooks.change(endpoint.id, { status: 'ENABLED' })).body.webhook_endpoint.disabled_reason,
    ).toBeNull();
    const foreign = webhookClient(running.otherMerchant);
    expect([(await foreign.get(endpoint.id)).status, (await foreign.remove(endpoint.id)).status]).toEqual([404, 404]);
    expect((await webhooks.remove(endpoint.id)).status).toBe(204);
    expect((await webhooks.get(endpoint.id)).status).toBe(404);
    expect((await webhooks.remove(endpoint.id)).status).toBe(404);
  });

  it('is refused for a URL that webhooks may not go to, a type that nobody sends, and a header that is ours', async () => {
    const refused = await webhooks.create({
      ...{ url: 'https://shop.example/', event_types: ['payment.exploded'], headers: { Authorization: 'x' }, hmm: 1 },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/event_types/0', '/headers/Authorization', '/hmm'],
    ]);
    for (const url of ['http://10.0.0.1/', 'https://169.254.169.254/latest', 'ftp://shop.example/', 'nonsense']) {
      const { status: code, body } = await webhooks.create({ url });
      expect([url, code, body.errors?.map(({ pointer }) => pointer)]).toEqual([url, 422, ['/url']]);
    }
  });

  it('is made once by a repeated request, with the same secret', async () => {
    const [first, again] = [
      await webhooks.create({ url: receiver.url }, 'hook-1'),
      await webhooks.create({ url: receiver.url }, 'hook-1'),
    ];
    expect(again.text).toBe(first.text);
    expect((await webhooks.list()).body.data).toHaveLength(1);
  });

  it('is one of twenty at most', async () => {
    for (let made = 0; made < 20; made += 1) await webhooks.endpoint({ url: receiver.url });
    const { status: code, body } = await webhooks.create({ url: receiver.url });
    expect([code, body.code]).toEqual([409, 'webhook_endpoints_exhausted']);
    const page = (await webhooks.list('limit=15')).body;
    const rest = (await webhooks.list(`limit=15&cursor=${page.next_cursor}`)).body;
    expect([page.data.length, rest.data.length, rest.has_more]).toEqual([15, 5, false]);
  });
});

describe('a replay', () => {
  it('delivers what happened while the endpoint was disabled, counted before, of the types and in the range that it names', async () => {
    const { id } = await webhooks.endpoint({
      url: receiver.url,
      event_types: ['payment.succeeded', 'payment.created'],
    });
    await webhooks.change(id, { status: 'DISABLED' });
    const since = new Date().toISOString();
    const payments: string[] = [];
    for (let made = 0; made < 3; made += 1) payments.push((await running.merchant.createPayment(paid)).body.payment.id);
    await eventually(
      async () => (await webhooks.events(`type=payment.succeeded&payment=${payments[2]}`)).body.data.length,
    );
    expect((await webhooks.replay(id, { from: since })).body.code).toBe('webhook_endpoint_disabled');
    await webhooks.change(id, { status: 'ENABLED' });
    expect((await webhooks.replay(id, { from: since, dry_run: true })).body.replay).toEqual({
      count: 6,
      dry_run: true,
    });
    const range = { from: since, event_types: ['payment.succeeded'] };
    expect((await webhooks.replay(id, range)).body.replay).toEqual({ count: 3, dry_run: false });
    await eventually(() => receiver.received.length === 3);
    expect(receiver.received.map(({ event }) => event.paymentId).sort()).toEqual(payments.toSorted());
    const { data } = (await webhooks.deliveries(id)).body;
    expect(data).toHaveLength(3);
    // Again, and each under the id that it had.
    await webhooks.replay(id, range);
    await eventually(() => receiver.received.length === 6);
    expect(new Set(receiver.received.map(received => received.id)).size).toBe(3);
  });
});

describe('the events', () => {
  it('are listed newest first, by type, payment and time, in pages, to their merchant alone', async () => {
    const { body } = await running.merchant.createPayment(paid);
    const { id } = body.payment;
    await eventually(
      async () => (await webhooks.events(`payment=${id}&type=payment.succeeded`)).body.data.length === 1,
    );
    const all = (await webhooks.events(`payment=${id}`)).body.data;
    expect(all.map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2, 1]);
    const page = (await webhooks.events(`payment=${id}&limit=2`)).body;
    const next = (await webhooks.events(`payment=${id}&limit=2&cursor=${page.next_cursor}`)).body;
    expect([...page.data, ...next.data]).toEqual(all.slice(0, 4));
    expect((await webhooks.events(`payment=${id}&created_after=${all[0]!.created_at}`)).body.data).toEqual([]);
    expect((await webhookClient(running.otherMerchant).events(`payment=${id}`)).body.data).toEqual([]);
    expect((await webhookClient(running.otherMerchant).event(all[0]!.id)).status).toBe(404);
  });
});
