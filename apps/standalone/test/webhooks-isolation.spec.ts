import type { ServerResponse } from 'node:http';
import { eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';
import { webhookClient, type WebhookClient } from './webhooks/client.ts';
import { startReceiver, type Receiver } from './webhooks/receiver.ts';

const BACKLOG = 2_000;
const CLIENTS = 32;

const CHUNK = 'x'.repeat(16 << 10);
/** What an answer may cost whoever writes it before we hang up: far more than is read, far less than all. */
const MOST_WRITTEN = 16 << 20;

let running: RunningProduct;
let webhooks: WebhookClient;
let receivers: Receiver[] = [];

beforeAll(async () => {
  running = await runProduct({ WEBHOOK_ALLOW_LOOPBACK: '1' });
  webhooks = webhookClient(running.merchant);
});
afterAll(() => running.stop());

afterEach(async () => {
  for (const { id } of (await webhooks.list('limit=100')).body.data) await webhooks.remove(id);
  await Promise.all(receivers.map(receiver => receiver.close()));
  receivers = [];
});

const receiver = async (): Promise<Receiver> => {
  const started = await startReceiver();
  receivers.push(started);
  return started;
};

const createPayments = async (count: number): Promise<void> => {
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await running.merchant.createPayment({ amount: 12_500, currency: 'TRY' });
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
};

const register = (url: string, settings: object = {}) =>
  webhooks.endpoint({ url, event_types: ['payment.created'], ...settings });

/** Writes for as long as anybody reads, and counts the bytes. */
const endless = (response: ServerResponse, written: (bytes: number) => void): void => {
  response.on('close', () => response.destroy());
  const write = (): void => {
    while (!response.destroyed) {
      written(CHUNK.length);
      if (!response.write(CHUNK)) return void response.once('drain', write);
    }
  };
  write();
};

describe('one endpoint among others', () => {
  it('that hangs on thousands of deliveries holds up no other: that has them all when a few of its own tries have ended', async () => {
    const [hung, healthy] = [await receiver(), await receiver()];
    hung.answer(() => undefined);
    await register(hung.url);
    await register(healthy.url);
    await createPayments(BACKLOG);
    await eventually(() => healthy.received.length >= BACKLOG, { timeoutMs: 45_000 });
    // Ten at once, then one at a time, each for 15 s.
    expect(hung.received.length).toBeLessThan(20);
    expect(new Set(healthy.received.map(({ id }) => id)).size).toBe(BACKLOG);
  });

  it('that answers without end is not listened to for long', async () => {
    const talkative = await receiver();
    let bytes = 0;
    talkative.answer(response => {
      response.writeHead(200);
      endless(response, count => (bytes += count));
    });
    const { id } = await register(talkative.url);
    await createPayments(50);
    await eventually(async () => {
      const { data } = (await webhooks.deliveries(id, 'limit=100')).body;
      return data.length === 50 && data.every(({ status }) => status === 'DELIVERED');
    });
    expect(bytes / talkative.received.length).toBeLessThan(MOST_WRITTEN);
  });
});
