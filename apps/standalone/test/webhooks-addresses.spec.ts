import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';
import { webhookClient, type WebhookClient } from './webhooks/client.ts';
import { startNameServer, type NameServer } from './webhooks/name-server.ts';

/** Ports that webhooks may go to. */
const PORTS = [8_443, 8_080, 443, 80];
const IN_PUBLIC = '93.184.215.14';

let running: RunningProduct;
let webhooks: WebhookClient;
let names: NameServer;
let canary: Server;
let connections = 0;

const listen = async (port: number): Promise<Server | null> => {
  const server = createServer(socket => {
    connections += 1;
    socket.destroy();
  }).listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => null, // Taken, or not ours to take: the next one.
  );
};

/** On loopback, on a port that webhooks may go to in public. */
const startCanary = async (): Promise<Server> => {
  for (const port of PORTS) {
    const server = await listen(port);
    if (server) return server;
  }
  throw new Error(`None of the ports ${PORTS.join()} is free`);
};

beforeAll(async () => {
  canary = await startCanary();
  names = await startNameServer(IN_PUBLIC);
  running = await runProduct({ ...names.env, TEST_CLOCK: '1' });
  webhooks = webhookClient(running.merchant);
});
afterAll(async () => {
  await running.stop();
  await names.close();
  canary.close();
});
beforeEach(() => names.lead(IN_PUBLIC));

const canaryPort = (): number => (canary.address() as AddressInfo).port;

const ADDRESSES = [
  ...['127.0.0.1', '127.1', '127.255.255.254', '0', '0.0.0.0', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.'],
  ...['①②⑦.0.0.1', '%31%32%37.0.0.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ...['2852039166', '168.63.129.16', '100.64.0.1', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.1'],
  ...['203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '[::1]', '[::]', '[::127.0.0.1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:169.254.169.254]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]'],
  ...[
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[2001:db8::1]',
  ],
  ...['[100::1]', '[fec0::1]', '[2001:4860:4860::5efe:7f00:1]', 'localhost', 'LOCALHOST.', 'a.localhost', 'db'],
  ...['printer.local', 'metadata.google.internal', 'router.home.arpa'],
];

describe('an endpoint', () => {
  it.each(ADDRESSES)('at %s is refused, when it is registered and when it is changed', async host => {
    const { id } = await webhooks.endpoint({ url: 'https://hooks.shop.example/' });
    const url = `https://${host}:${canaryPort()}/`;
    for (const { status, body } of [await webhooks.create({ url }), await webhooks.change(id, { url })])
      expect([status, body.code, body.errors?.map(({ pointer }) => pointer)]).toEqual([
        422,
        'validation_failed',
        ['/url'],
      ]);
    expect((await webhooks.get(id)).body.webhook_endpoint.url).toBe('https://hooks.shop.example/');
    await webhooks.remove(id);
    expect(connections).toBe(0);
  });

  it.each([
    ...[
      'http://hooks.shop.example/',
      'ftp://hooks.shop.example/',
      'file:///etc/passwd',
      'gopher://hooks.shop.example/',
    ],
    ...[
      'https://user:password@hooks.shop.example/',
      'https://user@hooks.shop.example/',
      'https://hooks.shop.example:22/',
    ],
    ...['https://hooks.shop.example:6379/', '//hooks.shop.example/', 'hooks.shop.example', 'https://'],
  ])('at %s is refused: only https, without a user, on a port of the web', async url => {
    const { status, body } = await webhooks.create({ url });
    expect([status, body.errors?.map(({ pointer }) => pointer)]).toEqual([422, ['/url']]);
  });

  it('whose name leads into a network of ours is refused', async () => {
    names.lead('127.0.0.1');
    const { status, body } = await webhooks.create({ url: `https://hooks.shop.example:${canaryPort()}/` });
    expect([status, body.errors?.map(({ pointer }) => pointer)]).toEqual([422, ['/url']]);
  });

  it('whose name is led elsewhere later is not connected to: each of its tries has failed by its address', async () => {
    const { id } = await webhooks.endpoint({ url: `https://hooks.shop.example:${canaryPort()}/` });
    const before = names.asked();
    names.lead('127.0.0.1');
    const delivery = (await webhooks.test(id)).body.webhook_delivery;
    await webhooks.untilDelivery(delivery.id, 1);
    names.lead('169.254.169.254');
    await running.merchant.advanceClock(6);
    const { status, attempts } = await webhooks.untilDelivery(delivery.id, 2);
    expect([status, attempts.map(({ status_code, error }) => [status_code, error])]).toEqual([
      'RETRYING',
      [
        [null, 'address_not_allowed'],
        [null, 'address_not_allowed'],
      ],
    ]);
    await eventually(() => names.asked() === before + 2);
    expect(connections).toBe(0);
    await webhooks.remove(id);
  });
});
