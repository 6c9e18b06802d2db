import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually, merchantClient, startProduct, testDatabase, type Product } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import { webhookVerifier } from '@counterfoil/webhook-receiver';
import { webhookClient, type WebhookClient } from './webhooks/client.ts';
import { startReceiver, type Receiver } from './webhooks/receiver.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const key = `sk_test_${randomBytes(18).toString('hex')}`;

let database: TestDatabase;
let env: Readonly<Record<string, string>>;
let product: Product;
let webhooks: WebhookClient;
let receiver: Receiver;

const start = async (): Promise<void> => {
  product = await startProduct({ ...env, SANDBOX_API_KEY: `${key}:Anvils`, WEBHOOK_ALLOW_LOOPBACK: '1' });
  webhooks = webhookClient(merchantClient(product.url, key));
};

beforeAll(async () => {
  database = await testDatabase();
  env = { DATABASE_URL: database.url, VAULT_KEY: randomBytes(32).toString('base64') };
  receiver = await startReceiver();
  await start();
});
afterAll(async () => {
  await product.stop();
  await receiver.close();
  await database.drop();
});

/** `npm run vault -- rotate`, as an operator runs it. */
const rotateVault = () => {
  const script = ['--import', './tools/typescript.mjs', 'apps/cli/src/vault.ts', 'rotate'];
  return promisify(execFile)(process.execPath, script, { cwd: root, env: { PATH: process.env['PATH'], ...env } });
};

interface KeySet {
  readonly keys: readonly { readonly public_key: string }[];
}

const keySet = async (): Promise<KeySet> =>
  (await fetch(`${product.url}/.well-known/webhook-keys.json`)).json() as Promise<KeySet>;

/** What arrives of a test event. */
const tested = async (endpointId: string) => {
  const { body } = await webhooks.test(endpointId);
  const { event_id } = await webhooks.untilDelivery(body.webhook_delivery.id, 'DELIVERED');
  return receiver.received.find(({ id }) => id === event_id)!;
};

it('a rotation of the vault’s keys leaves secrets, signatures and public keys as they are, beside a running product and over a restart', async () => {
  const body = { url: receiver.url, v1a: true };
  const created = await webhooks.create(body, 'an endpoint');
  const { id, secret } = created.body.webhook_endpoint;
  const keys = await keySet();
  const merchantId = (await tested(id)).event.merchant_id;
  const verifiers = [
    webhookVerifier({ keys: [secret] }),
    webhookVerifier({ keys: [keys.keys[0]!.public_key], merchantId }),
  ];
  const assertVerified = async (): Promise<void> => {
    const { text, headers, event } = await tested(id);
    for (const verify of verifiers) expect(verify(text, headers)).toEqual(event);
  };
  await rotateVault();
  await assertVerified();
  // The answer that was kept shows the secret; it was sealed anew.
  expect((await webhooks.create(body, 'an endpoint')).text).toBe(created.text);
  await product.stop();
  await start();
  await assertVerified();
  expect(await keySet()).toEqual(keys);
  expect((await webhooks.create(body, 'an endpoint')).text).toBe(created.text);
}, 60_000);

it('a stop waits for no receiver that hangs: it is clean, and the delivery is made by the next start, under its id', async () => {
  receiver.answer(() => {});
  const { id } = await webhooks.endpoint({ url: receiver.url });
  const { event_id } = (await webhooks.test(id)).body.webhook_delivery;
  const tries = (): number => receiver.received.filter(received => received.id === event_id).length;
  await eventually(() => tries() === 1, { describe: 'the try that hangs' });
  expect(await product.stop()).toBe(0);
  receiver.answer(response => void response.writeHead(200).end());
  await start();
  await eventually(() => tries() === 2, { describe: 'the second try' });
  const [delivery] = (await webhooks.deliveries(id)).body.data;
  expect((await webhooks.untilDelivery(delivery!.id, 'DELIVERED')).attempts).toHaveLength(1);
}, 60_000);
