import { randomBytes } from 'node:crypto';
import {
  eventually,
  merchantClient,
  spawnProduct,
  startProduct,
  testDatabase,
  untilReady,
  type Product,
  type TestDatabase,
} from '@counterfoil/testing';
import { webhookClient } from './webhooks/client.ts';
import { startReceiver, type Receiver } from './webhooks/receiver.ts';

const AMOUNT = { amount: 12_500, currency: 'EUR' };
const key = `sk_test_${randomBytes(18).toString('hex')}`;

let database: TestDatabase;
let receiver: Receiver;
let env: Readonly<Record<string, string>>;
const products: Product[] = [];

beforeEach(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  env = {
    DATABASE_URL: database.url,
    VAULT_KEY: randomBytes(32).toString('base64'),
    SANDBOX_API_KEY: `${key}:Anvils`,
    WEBHOOK_ALLOW_LOOPBACK: '1',
  };
});
afterEach(async () => {
  await Promise.all(products.splice(0).map(product => product.stop()));
  await receiver.close();
  await database.drop();
});

const run = async (more: Readonly<Record<string, string>> = {}): Promise<Product> => {
  const product = await startProduct({ ...env, ...more });
  products.push(product);
  return product;
};

describe('a product that is killed', () => {
  it('between the receiver’s 2xx and its record sends again, under the same id', async () => {
    const mortal = await untilReady(await spawnProduct({ ...env, CRASH_AT: 'webhook-answered' }));
    const webhooks = webhookClient(merchantClient(mortal.url, key));
    const { id } = await webhooks.endpoint({ url: receiver.url });
    await webhooks.test(id).catch(() => undefined); // It may die before it has answered.
    await mortal.exited;
    expect(receiver.received).toHaveLength(1);
    const after = webhookClient(merchantClient((await run()).url, key));
    const [delivery] = (await after.deliveries(id)).body.data;
    const { attempts } = await after.untilDelivery(delivery!.id, 'DELIVERED');
    expect(attempts).toHaveLength(1);
    expect(receiver.received.map(received => received.id)).toEqual([delivery!.event_id, delivery!.event_id]);
  });
});

describe('two processes on one database', () => {
  it('send each event once, and when the one that sends is killed the other goes on', async () => {
    const [first, second] = [await run(), await run()];
    const merchant = merchantClient(first.url, key);
    const { id } = await webhookClient(merchant).endpoint({ url: receiver.url, event_types: ['payment.created'] });
    const pay = async (url: string): Promise<string> =>
      (await merchantClient(url, key).createPayment(AMOUNT)).body.payment.id;
    const payments = await Promise.all(Array.from({ length: 20 }, (_, index) => pay([first, second][index % 2]!.url)));
    const told = () => receiver.received.map(({ event }) => event.paymentId).sort();
    await eventually(() => told().length >= payments.length);
    expect(told()).toEqual(payments.toSorted());
    // What is not recorded yet would be sent again, and rightly so.
    await eventually(async () => {
      const { data } = (await webhookClient(merchant).deliveries(id, 'limit=100')).body;
      return data.every(delivery => delivery.status === 'DELIVERED');
    });
    await first.kill();
    const last = await pay(second.url);
    await eventually(() => told().includes(last));
    expect(told()).toHaveLength(payments.length + 1);
  });
});
