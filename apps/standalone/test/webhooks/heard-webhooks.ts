import { runProduct, type RunningProduct } from '../running-product.ts';
import { webhookClient, type WebhookClient } from './client.ts';
import { startReceiver, type Receiver } from './receiver.ts';

/** What a test of webhooks works with. */
interface HeardWebhooks {
  readonly running: RunningProduct;
  readonly webhooks: WebhookClient;
  /** Of this test alone. */
  readonly receiver: Receiver;
}

/** One product for the tests of a file, which may send to loopback; `begin` hears of each test, which leaves no endpoint. */
export const heardWebhooks = (
  begin: (heard: HeardWebhooks) => void,
  settings: Readonly<Record<string, string>> = {},
): void => {
  let running: RunningProduct;
  let webhooks: WebhookClient;
  let receiver: Receiver;
  beforeAll(async () => {
    running = await runProduct({ WEBHOOK_ALLOW_LOOPBACK: '1', ...settings });
    webhooks = webhookClient(running.merchant);
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    receiver = await startReceiver();
    begin({ running, webhooks, receiver });
  });
  afterEach(async () => {
    for (const { id } of (await webhooks.list('limit=100')).body.data) await webhooks.remove(id);
    await receiver.close();
  });
};
