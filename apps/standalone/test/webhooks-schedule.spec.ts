import { eventually } from '@counterfoil/testing';
import { Webhook } from 'standardwebhooks';
import type { RunningProduct } from './running-product.ts';
import type { WebhookClient } from './webhooks/client.ts';
import { heardWebhooks } from './webhooks/heard-webhooks.ts';
import { startReceiver, status, type Receiver } from './webhooks/receiver.ts';

const AMOUNT = { amount: 12_500, currency: 'EUR' };
const HOUR_S = 3_600;

let running: RunningProduct;
let webhooks: WebhookClient;
let receiver: Receiver;

heardWebhooks(heard => ({ running, webhooks, receiver } = heard), { TEST_CLOCK: '1' });

const advance = async (seconds: number): Promise<number> => {
  const { status: code, body, text } = await running.merchant.advanceClock(seconds);
  if (code !== 200) throw new Error(text);
  return Date.parse(body.now);
};

/** A test event that has been tried once, without success. */
const failedOnce = async (endpointId: string) => {
  const { body } = await webhooks.test(endpointId);
  return webhooks.untilDelivery(body.webhook_delivery.id, 1);
};

/** Moves the clock to right before the next try, sees that there is none, then to it. */
const nextTry = async (deliveryId: string, tries: number) => {
  const { next_attempt_at } = (await webhooks.delivery(deliveryId)).body.webhook_delivery;
  const wait = (Date.parse(next_attempt_at!) - (await advance(0))) / 1_000;
  if (wait > 2) await advance(Math.floor(wait) - 1);
  expect((await webhooks.delivery(deliveryId)).body.webhook_delivery.attempts).toHaveLength(tries);
  await advance(2);
  return (await webhooks.delivery(deliveryId)).body.webhook_delivery;
};

describe('the schedule', () => {
  it('is at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each within a fifth, and then it is exhausted', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(500));
    let delivery = await failedOnce(id);
    const waits: number[] = [];
    for (let tries = 1; delivery.status === 'RETRYING'; tries += 1) {
      const { at } = delivery.attempts.at(-1)!;
      waits.push((Date.parse(delivery.next_attempt_at!) - Date.parse(at)) / 1_000);
      delivery = await nextTry(delivery.id, tries);
    }
    expect(delivery).toMatchObject({ status: 'EXHAUSTED', next_attempt_at: null });
    expect(delivery.attempts.map(({ number, status_code }) => [number, status_code])).toEqual(
      Array.from({ length: 10 }, (_, index) => [index + 1, 500]),
    );
    const nominal = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    expect(waits).toHaveLength(nominal.length);
    for (const [index, wait] of waits.entries()) expect(Math.abs(wait / nominal[index]! - 1)).toBeLessThanOrEqual(0.2);
    expect(new Set(waits.map((wait, index) => (wait / nominal[index]!).toFixed(3))).size).toBeGreaterThan(5);
    expect(new Set(receiver.received.map(received => received.id))).toEqual(new Set([delivery.event_id]));
    // The timestamp is that of the try.
    const stamps = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(stamps).toEqual(delivery.attempts.map(({ at }) => Math.floor(Date.parse(at) / 1_000)));
  });

  it.each([429, 503])('waits as long as a %d asks for, in seconds or until a date, a day at most', async code => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    const waitFor = async (retryAfter: string): Promise<number> => {
      receiver.answer(status(code, { 'retry-after': retryAfter }));
      const { attempts, next_attempt_at } = await failedOnce(id);
      return (Date.parse(next_attempt_at!) - Date.parse(attempts[0]!.at)) / 1_000;
    };
    expect(await waitFor('120')).toBe(120);
    expect(await waitFor(String(100 * HOUR_S))).toBe(24 * HOUR_S);
  });

  it('is not bent by a Retry-After that comes with another status', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(500, { 'retry-after': '120' }));
    const { attempts, next_attempt_at } = await failedOnce(id);
    expect(Date.parse(next_attempt_at!) - Date.parse(attempts[0]!.at)).toBeLessThanOrEqual(6_000);
  });
});

describe('an endpoint', () => {
  it('that answers 410 is disabled, and gets nothing more until it is enabled again', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(410));
    expect(await failedOnce(id)).toMatchObject({ status: 'EXHAUSTED', next_attempt_at: null });
    await advance(0);
    expect((await webhooks.get(id)).body.webhook_endpoint).toMatchObject({
      status: 'DISABLED',
      disabled_reason: 'gone',
    });
    await running.merchant.createPayment(AMOUNT);
    await advance(24 * HOUR_S);
    expect(receiver.received).toHaveLength(1);
    receiver.answer(status(200));
    await webhooks.change(id, { status: 'ENABLED' });
    const { body } = await webhooks.test(id);
    await webhooks.untilDelivery(body.webhook_delivery.id, 'DELIVERED');
  });

  it('that fails for five days is disabled, and its merchant is told at a half, at three quarters and at the end', async () => {
    const watching = await startReceiver();
    const types = ['webhook_endpoint.failing', 'webhook_endpoint.disabled'];
    await webhooks.endpoint({ url: watching.url, event_types: types });
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(500));
    for (let hours = 0; hours < 130; hours += 10) {
      if ((await webhooks.get(id)).body.webhook_endpoint.status === 'ENABLED') await failedOnce(id);
      await advance(10 * HOUR_S);
    }
    expect((await webhooks.get(id)).body.webhook_endpoint).toMatchObject({
      status: 'DISABLED',
      disabled_reason: 'failing',
    });
    await eventually(() => watching.received.length === 3);
    const told = watching.received.map(({ event }) => [
      event.type,
      (event.data['failing'] as { percent?: number })?.percent,
    ]);
    expect(told).toEqual([
      ['webhook_endpoint.failing', 50],
      ['webhook_endpoint.failing', 75],
      ['webhook_endpoint.disabled', undefined],
    ]);
    expect(watching.received[0]?.event.data['webhook_endpoint']).toMatchObject({ id });
    await watching.close();
  });

  it('that succeeds in between is not: it begins to count anew', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(500));
    await failedOnce(id);
    await advance(70 * HOUR_S);
    receiver.answer(status(200));
    await webhooks.untilDelivery((await webhooks.test(id)).body.webhook_delivery.id, 'DELIVERED');
    receiver.answer(status(500));
    await failedOnce(id);
    await advance(70 * HOUR_S);
    expect((await webhooks.get(id)).body.webhook_endpoint.status).toBe('ENABLED');
  });

  it('that is disabled keeps what is due, and gets it once it is enabled', async () => {
    const { id } = await webhooks.endpoint({ url: receiver.url });
    receiver.answer(status(500));
    const failed = await failedOnce(id);
    receiver.answer(status(200));
    await webhooks.change(id, { status: 'DISABLED' });
    await advance(HOUR_S);
    expect(receiver.received).toHaveLength(1);
    await webhooks.change(id, { status: 'ENABLED' });
    await webhooks.untilDelivery(failed.id, 'DELIVERED');
  });

  it('that wants strict order gets a payment’s events one after the other, and other payments meanwhile', async () => {
    await webhooks.endpoint({
      url: receiver.url,
      ordered: true,
      event_types: ['payment.created', 'payment.cancelled'],
    });
    receiver.answer((response, { event }) =>
      status(event.paymentId === first && isDown ? 500 : 200)(response, receiver.received[0]!),
    );
    let isDown = true;
    let first = '';
    const payment = running.merchant.createPayment({ ...AMOUNT, reference: 'first' });
    first = (await payment).body.payment.id;
    await running.merchant.cancelPayment(first);
    const second = (await running.merchant.createPayment(AMOUNT)).body.payment.id;
    await eventually(() => receiver.received.some(({ event }) => event.paymentId === second));
    const ofFirst = () =>
      receiver.received.filter(({ event }) => event.paymentId === first).map(({ event }) => event.type);
    isDown = false;
    await advance(7);
    await eventually(() => ofFirst().includes('payment.cancelled'));
    expect(ofFirst().indexOf('payment.cancelled')).toBe(ofFirst().length - 1);
    expect(ofFirst().filter(type => type === 'payment.cancelled')).toHaveLength(1);
  });
});

describe('a rotated secret', () => {
  it('signs beside the one before it until the overlap ends, the newer first, and alone from then on', async () => {
    const { id, secret: old } = await webhooks.endpoint({ url: receiver.url });
    const { secret: fresh } = (await webhooks.rotate(id, { overlap_s: 60 })).body.webhook_endpoint;
    expect(fresh).not.toBe(old);
    const signatures = async (): Promise<readonly string[]> => {
      const { body } = await webhooks.test(id);
      await webhooks.untilDelivery(body.webhook_delivery.id, 'DELIVERED');
      return receiver.received.at(-1)!.headers['webhook-signature']!.split(' ');
    };
    const signedBy = (secret: string): string => {
      const { id: name, headers, text } = receiver.received.at(-1)!;
      return new Webhook(secret).sign(name, new Date(Number(headers['webhook-timestamp']) * 1_000), text);
    };
    expect(await signatures()).toEqual([signedBy(fresh), signedBy(old)]);
    await advance(61);
    expect(await signatures()).toEqual([signedBy(fresh)]);
    const last = (await webhooks.rotate(id, { overlap_s: 0 })).body.webhook_endpoint.secret;
    expect(await signatures()).toEqual([signedBy(last)]);
  });
});
