import { eventually } from '@counterfoil/testing';
import type { RunningProduct } from './running-product.ts';
import type { WebhookClient } from './webhooks/client.ts';
import { heardWebhooks } from './webhooks/heard-webhooks.ts';
import { status, type Receiver } from './webhooks/receiver.ts';

let running: RunningProduct;
let webhooks: WebhookClient;
let receiver: Receiver;

heardWebhooks(heard => ({ running, webhooks, receiver } = heard));

/** The value of the one sample that begins so. */
const sample = async (name: string): Promise<number> => {
  const text = await (await fetch(`${running.product.url}/metrics`)).text();
  const line = text.split('\n').find(each => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
};

const pay = () => running.merchant.createPayment({ amount: 12_500, currency: 'TRY' });

const register = () => webhooks.endpoint({ url: receiver.url, event_types: ['payment.created'], concurrency: 1 });

/** Waits until a sample is above what it was by so much after `act`. */
const untilMoved = async (name: string, by: number, act: () => Promise<unknown>): Promise<void> => {
  const before = await sample(name);
  await act();
  await eventually(async () => (await sample(name)) === before + by, { describe: `${name} moved by ${by}` });
};

describe('the metrics of webhooks tell', () => {
  it.each([
    ['delivered', 200],
    ['retrying', 500],
    ['exhausted', 410],
  ])('how many tries left their delivery %s', async (left, code) => {
    receiver.answer(status(code));
    await register();
    await untilMoved(`counterfoil_webhook_tries_total{status="${left}"}`, 1, pay);
  });

  it('how tries ended, and how long they took', async () => {
    await register();
    await untilMoved('counterfoil_webhook_try_duration_seconds_count{outcome="answered"}', 1, pay);
    receiver.answer(response => response.destroy());
    await untilMoved('counterfoil_webhook_try_duration_seconds_count{outcome="connection_failed"}', 1, pay);
  });

  it('what is under way and what is due behind it, until all is sent', async () => {
    const answers: (() => void)[] = [];
    receiver.answer(response => answers.push(() => response.end()));
    await register();
    await untilMoved('counterfoil_webhook_tries_in_flight', 1, pay);
    await pay();
    await eventually(async () => (await sample('counterfoil_webhook_deliveries_due')) === 2);
    expect(await sample('counterfoil_webhook_lanes')).toBe(1);
    expect(await sample('counterfoil_webhook_deliveries_due_oldest_seconds')).toBeGreaterThan(0);
    receiver.answer(status(200));
    for (const answer of answers) answer();
    await eventually(async () => (await sample('counterfoil_webhook_deliveries_due')) === 0);
    expect(await sample('counterfoil_webhook_deliveries_due_oldest_seconds')).toBe(0);
    await eventually(async () => (await sample('counterfoil_webhook_tries_in_flight')) === 0);
  });

  it('how many endpoints are enabled, and how many disabled', async () => {
    const { id } = await register();
    await eventually(async () => (await sample('counterfoil_webhook_endpoints{status="enabled"}')) === 1);
    await webhooks.change(id, { status: 'DISABLED' });
    await eventually(async () => (await sample('counterfoil_webhook_endpoints{status="disabled"}')) === 1);
    expect(await sample('counterfoil_webhook_endpoints{status="enabled"}')).toBe(0);
  });
});
