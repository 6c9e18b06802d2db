import { card, cards, eventually } from '@counterfoil/testing';
import type { RunningProduct } from './running-product.ts';
import type { WebhookClient } from './webhooks/client.ts';
import { drip, failures, hang } from './webhooks/failures.ts';
import { heardWebhooks } from './webhooks/heard-webhooks.ts';
import { startReceiver, status, type Receiver } from './webhooks/receiver.ts';

const AMOUNT = { amount: 12_500, currency: 'EUR' };

let running: RunningProduct;
let webhooks: WebhookClient;
let receiver: Receiver;

heardWebhooks(heard => ({ running, webhooks, receiver } = heard), { TEST_CLOCK: '1' });

const advance = async (seconds: number): Promise<number> => {
  const { status: code, body, text } = await running.merchant.advanceClock(seconds);
  if (code !== 200) throw new Error(text);
  return Date.parse(body.now);
};

const sendTest = async (endpointId: string) => (await webhooks.test(endpointId)).body.webhook_delivery.id;
const deliveryOf = async (id: string) => (await webhooks.delivery(id)).body.webhook_delivery;

describe('a receiver that answers with', () => {
  it.each(Object.entries(failures))('%s is sent the same again, and has it once it is well', async (_, failure) => {
    const [answer, [status_code, error, response_excerpt]] = failure;
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(answer);
    const delivery = await webhooks.untilDelivery(await sendTest(id), 1);
    expect(delivery).toMatchObject({
      status: 'RETRYING',
      attempts: [{ number: 1, status_code, error, response_excerpt }],
    });
    receiver.answer(status(200));
    await advance(6);
    const { attempts, ...healed } = await deliveryOf(delivery.id);
    expect(healed).toMatchObject({ status: 'DELIVERED', next_attempt_at: null });
    expect(attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect(receiver.received.map(({ id: event }) => event)).toEqual([delivery.event_id, delivery.event_id]);
    expect(receiver.received[1]?.text).toBe(receiver.received[0]?.text);
  });

  it('429 until a date is sent nothing before it', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    const now = await advance(0);
    const until = new Date(Math.ceil(now / 1_000) * 1_000 + 600_000).toUTCString();
    receiver.answer(status(429, { 'retry-after': until, date: new Date(now).toUTCString() }));
    const delivery = await webhooks.untilDelivery(await sendTest(id), 1);
    receiver.answer(status(200));
    await advance(598);
    expect((await deliveryOf(delivery.id)).attempts).toHaveLength(1);
    await advance(4);
    expect((await deliveryOf(delivery.id)).status).toBe('DELIVERED');
  });

  it('nothing, or one byte after the other, has fifteen seconds, in which others are told as ever', async () => {
    const [dripping, well] = [await startReceiver(), await startReceiver()];
    receiver.answer(hang);
    dripping.answer(drip);
    const slow = [await webhooks.endpoint({ url: receiver.url }), await webhooks.endpoint({ url: dripping.url })];
    const stuck = await Promise.all(slow.map(({ id }) => sendTest(id)));
    const { id } = await webhooks.endpoint({ url: well.url });
    for (let told = 0; told < 5; told += 1) await webhooks.untilDelivery(await sendTest(id), 'DELIVERED');
    expect((await Promise.all(stuck.map(deliveryOf))).map(({ attempts }) => attempts)).toEqual([[], []]);
    await eventually(
      async () => (await Promise.all(stuck.map(deliveryOf))).every(({ attempts }) => attempts.length === 1),
      { timeoutMs: 20_000 },
    );
    const [hung, dripped] = await Promise.all(stuck.map(deliveryOf));
    expect(hung?.attempts).toMatchObject([{ status_code: null, error: 'timeout', response_excerpt: null }]);
    expect([hung?.status, dripped?.status]).toEqual(['RETRYING', 'RETRYING']);
    expect(dripped?.attempts).toMatchObject([{ status_code: 200, error: 'timeout', response_excerpt: null }]);
    for (const { attempts } of [hung!, dripped!]) expect(attempts[0]!.latency_ms).toBeGreaterThanOrEqual(14_900);
    await Promise.all([dripping.close(), well.close()]);
  }, 30_000);

  it('410, and does so again once it was enabled, is disabled again; what it refused can be sent by hand', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(410));
    let last = '';
    for (let time = 1; time <= 2; time += 1) {
      last = await sendTest(id);
      await webhooks.untilDelivery(last, 'EXHAUSTED');
      await advance(0);
      const { webhook_endpoint } = (await webhooks.get(id)).body;
      expect([time, webhook_endpoint]).toMatchObject([time, { status: 'DISABLED', disabled_reason: 'gone' }]);
      const refused = await webhooks.retry(last);
      expect([refused.status, refused.body.code]).toEqual([409, 'webhook_endpoint_disabled']);
      await webhooks.change(id, { status: 'ENABLED' });
    }
    receiver.answer(status(200));
    expect((await webhooks.retry(last)).status).toBe(200);
    await webhooks.untilDelivery(last, 'DELIVERED');
  });
});

describe('an advance of the test clock', () => {
  it('is answered when every webhook that came due was tried, of a backlog of hundreds that fails too', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url, event_types: ['payment.created'] });
    receiver.answer(status(500));
    const payments = 300;
    for (let made = 0; made < payments; made += 20)
      await Promise.all(Array.from({ length: 20 }, () => running.merchant.createPayment(AMOUNT)));
    await advance(0);
    expect(receiver.received).toHaveLength(payments);
    await advance(6);
    expect(receiver.received).toHaveLength(2 * payments);
    await advance(360);
    expect(receiver.received).toHaveLength(3 * payments);
    receiver.answer(status(200));
    await advance(2_160);
    expect(receiver.received).toHaveLength(4 * payments);
    const { data } = (await webhooks.deliveries(id, 'limit=100')).body;
    expect(new Set(data.map(delivery => [delivery.status, delivery.attempts.length].join()))).toEqual(
      new Set(['DELIVERED,4']),
    );
  }, 60_000);

  it('is answered without waiting for receivers that hang, however much they still have to be told', async () => {
    const hanging = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(hang);
    for (let sent = 0; sent < 25; sent += 1) await webhooks.test(hanging.id);
    await eventually(() => receiver.received.length > 0);
    const well = await startReceiver();
    const { id } = await webhooks.endpoint({ url: well.url });
    const delivery = await sendTest(id);
    await advance(3_600);
    expect((await deliveryOf(delivery)).status).toBe('DELIVERED');
    await well.close();
  }, 60_000);

  it('has told what follows from it: that a session has expired', async () => {
    await webhooks.endpoint({ url: receiver.url, event_types: ['checkout_session.expired', 'payment.cancelled'] });
    await running.merchant.createSession({ ...AMOUNT, return_url: 'https://shop.example/', expires_in: 60 });
    await running.merchant.createPayment({ ...AMOUNT, payment_method: card(cards.visa) });
    await advance(61);
    expect(receiver.received.map(({ event }) => event.type)).toEqual(['checkout_session.expired', 'payment.cancelled']);
  });
});
