import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { openReceiver, type FailingReceiver } from '../../test/failing-receiver.ts';
import { shopCertificate, shopKey } from '../../test/shop-certificate.ts';
import { checkUrl } from './check-url.ts';
import { guardedConnector } from './guarded-connector.ts';
import { httpSender } from './http-sender.ts';
import type { ResolveName } from './resolve-name.ts';
import type { AddressPolicy, Delivery } from './sender.ts';

const internet = { allowLoopback: false };
const sandbox = { allowLoopback: true };

const delivery = (url: string): Delivery => ({
  url,
  headers: {},
  body: Buffer.from('{}'),
  id: 'evt_1',
  timestampS: 1,
  secrets: [],
});

const sendOnce = async (url: string, policy: AddressPolicy, resolve?: ResolveName) => {
  const sender = httpSender({ policy, deadlineMs: 5_000, ...(resolve && { resolve }) });
  const outcome = await sender.send(delivery(url));
  await sender.close();
  return outcome;
};

const refused = expect.objectContaining({ type: 'failed', error: 'address_not_allowed', status: null });

describe('a guarded connection', () => {
  let canary: FailingReceiver;
  beforeAll(async () => void (canary = await openReceiver()));
  afterAll(() => canary[Symbol.asyncDispose]());

  /** Connects to the canary's port as `hostname` leads there. */
  const connect = (hostname: string, policy: AddressPolicy, resolve: ResolveName): Promise<string> =>
    new Promise(settle => {
      const connectTo = guardedConnector(policy, resolve, 1_000);
      connectTo({ hostname, port: String(canary.port), protocol: 'http:' }, (error, socket) => {
        socket?.destroy();
        settle(error ? error.message : 'connected');
      });
    });

  // All of them reach a listener on this machine where the system lets them.
  it.each(['127.0.0.1', '127.1.2.3', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1'])(
    'to %s, written or looked up, reaches no listener',
    async address => {
      const before = canary.connections.total;
      const resolve = async () => [address];
      expect(await connect(address, internet, resolve)).toBe('address_not_allowed');
      expect(await connect('hooks.shop.example', internet, resolve)).toBe('address_not_allowed');
      expect(await connect('hooks.shop.example', internet, async () => ['1.1.1.1', address])).toBe(
        'address_not_allowed',
      );
      expect(canary.connections.total).toBe(before);
    },
  );

  it('reaches the listener when the policy lets it', async () => {
    expect(await connect('127.0.0.1', sandbox, async () => [])).toBe('connected');
    expect(await connect('hooks.shop.example', sandbox, async () => ['127.0.0.1'])).toBe('connected');
  });

  it('goes to the address that was checked: a name server that answers otherwise the second time is not asked again', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return answers.shift() ?? [];
    };
    expect(await connect('hooks.shop.example', sandbox, resolve)).toBe('connected');
    expect(asked).toEqual(['hooks.shop.example']);
  });

  it('is refused to a name that was harmless at registration and has been rebound since', async () => {
    const before = canary.connections.total;
    const answers = [['93.184.215.14'], ['127.0.0.1'], ['169.254.169.254'], ['::ffff:127.0.0.1']];
    const rebinding = async () => answers.shift() ?? [];
    const url = 'https://hooks.shop.example:8443/';
    expect(await checkUrl(url, internet, rebinding)).toBeNull();
    for (let n = 0; n < 3; n += 1) expect(await sendOnce(url, internet, rebinding)).toEqual(refused);
    expect(canary.connections.total).toBe(before);
  });

  it('is not even looked for when the URL may not be used any more', async () => {
    const before = canary.connections.total;
    const urls = ['', 'https:', 'http:'].map(scheme => `${scheme}//127.0.0.1:${canary.port}/`);
    for (const url of urls) expect(await sendOnce(url, internet)).toEqual(refused);
    expect(canary.connections.total).toBe(before);
  });

  it('has failed by the name when it has no address', async () => {
    const failed = expect.objectContaining({ type: 'failed', error: 'dns_failed' });
    expect(await sendOnce('https://hooks.shop.example/', internet, async () => [])).toEqual(failed);
    const broken = () => Promise.reject(new Error('SERVFAIL'));
    expect(await sendOnce('https://hooks.shop.example/', internet, broken)).toEqual(failed);
  });
});

describe('TLS', () => {
  const toThisMachine = async () => ['127.0.0.1'];
  const tlsFailed = expect.objectContaining({ type: 'failed', error: 'tls_failed', status: null });
  /** Any port will do for this machine's names. */
  const urlOf = ({ port }: FailingReceiver, name: string) => `https://${name}.localhost:${port}/`;

  it('must be spoken', async () => {
    await using plain = await openReceiver();
    expect(await sendOnce(urlOf(plain, 'plain'), sandbox, toThisMachine)).toEqual(tlsFailed);
  });

  it('must show a certificate that somebody trusted has signed', async () => {
    await using receiver = await openReceiver(undefined, createServer({ cert: shopCertificate, key: shopKey }));
    expect(await sendOnce(urlOf(receiver, 'shop'), sandbox, toThisMachine)).toEqual(tlsFailed);
    expect(receiver.received).toEqual([]);
  });

  it('must show a certificate of the name in the URL, wherever that leads', async () => {
    await using receiver = await openReceiver(undefined, createServer({ cert: shopCertificate, key: shopKey }));
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, shopCertificate]);
    try {
      expect(await sendOnce(urlOf(receiver, 'hooks.shop'), sandbox, toThisMachine)).toMatchObject({ status: 200 });
      expect(await sendOnce(urlOf(receiver, 'other'), sandbox, toThisMachine)).toEqual(tlsFailed);
    } finally {
      setDefaultCACertificates(trusted);
    }
  });
});
