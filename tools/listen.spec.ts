import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  card,
  cards,
  eventually,
  freePort,
  merchantClient,
  startProduct,
  testDatabase,
  type Product,
  type TestDatabase,
} from '@counterfoil/testing';
import { webhookVerifier, type WebhookEvent, type WebhookHeaders } from '@counterfoil/webhook-receiver';

const root = fileURLToPath(new URL('..', import.meta.url));
const key = `sk_test_${randomBytes(18).toString('hex')}`;
const AMOUNT = { amount: 12_500, currency: 'EUR' };

let database: TestDatabase;
let product: Product;
let env: Readonly<Record<string, string>>;
let server: Server;
let hook: string;
let received: { readonly body: string; readonly headers: WebhookHeaders }[] = [];
let answer = 200;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
  env = {
    DATABASE_URL: database.url,
    VAULT_KEY: randomBytes(32).toString('base64'),
    SANDBOX_API_KEY: `${key}:Anvils`,
    PORT: String(await freePort()),
  };
  product = await startProduct(env);
  server = createServer((request, response) => {
    void text(request).then(body => {
      received.push({ body, headers: request.headers });
      response.writeHead(answer).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  for (const child of children.splice(0).filter(({ exitCode }) => exitCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  received = [];
  answer = 200;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await product.stop();
  await database.drop();
});

/** `npm run listen -- …`, as a developer runs it. */
const listen = (...args: readonly string[]) => {
  const script = ['--import', './tools/typescript.mjs', 'tools/listen.ts', ...args];
  const child = spawn(process.execPath, script, { cwd: root, env: { PATH: process.env['PATH'] } });
  children.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, said: () => said, ended };
};

const listening = async (...args: readonly string[]) => {
  const running = listen('--url', product.url, '--key', key, ...args);
  await eventually(() => running.said().includes('listening to'), { describe: 'listening' });
  return running;
};

const pay = async (): Promise<string> => {
  const body = { ...AMOUNT, payment_method: card(cards.visa), confirm: true };
  return (await merchantClient(product.url, key).createPayment(body)).body.payment.id;
};

const events = (): readonly WebhookEvent[] => received.map(({ body }) => JSON.parse(body) as WebhookEvent);

const untilHeard = (id: string, count = 5) =>
  eventually(() => events().filter(({ paymentId }) => paymentId === id).length === count, { describe: 'the payment' });

describe('npm run listen', () => {
  it('forwards every event once, in commit order, signed with the secret that it printed, however many come at once', async () => {
    const { said, child, ended } = await listening('--forward', hook);
    const payments = await Promise.all(Array.from({ length: 40 }, pay));
    const ofThem = () => events().filter(({ paymentId }) => payments.includes(paymentId!));
    await eventually(() => ofThem().length >= 200, { describe: 'five events of each of forty payments' });
    for (const id of payments)
      expect(
        ofThem()
          .filter(({ paymentId }) => paymentId === id)
          .map(({ sequence }) => sequence),
      ).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(events().map(({ id }) => id)).size).toBe(received.length);
    const verify = webhookVerifier({ keys: [/whsec_\S+/.exec(said())![0]] });
    for (const { body, headers } of received) expect(verify(body, headers)).toEqual(JSON.parse(body));
    await eventually(() => said().split(' -> 200 in ').length === received.length + 1, { describe: 'every answer' });
    expect(said()).toMatch(/payment\.succeeded +evt_\w+ {2}pay_\w+ #5 {2}-> 200 in \d+ ms\n/);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('tells of every answer, and of none, and sends only the types that were asked for', async () => {
    const { said } = await listening('--forward', hook, '--events', 'payment.succeeded,payment.created');
    answer = 500;
    await untilHeard(await pay(), 2);
    expect(new Set(events().map(({ type }) => type))).toEqual(new Set(['payment.created', 'payment.succeeded']));
    await eventually(() => /payment\.succeeded .* -> 500 in/.test(said()), { describe: 'the answer' });
    const nowhere = await listening('--forward', `http://127.0.0.1:${await freePort()}/`);
    await pay();
    await eventually(() => nowhere.said().includes('-> no answer (ECONNREFUSED)'), { describe: 'no answer' });
  });

  it('outlives a restart of the product, and misses nothing of what happens then', async () => {
    const { said } = await listening('--forward', hook);
    await untilHeard(await pay());
    await product.kill();
    await eventually(() => said().includes('trying again'), { describe: 'that it is gone' });
    product = await startProduct(env);
    await untilHeard(await pay());
    expect(said().match(/trying again/g)).toHaveLength(1);
    expect(said()).toContain('is there again');
  });

  it.each([
    [['--key', 'sk_test_unknown_to_everybody'], /^--key: the product does not know this API key\n$/],
    [[], /^--key: say with which API key, or set SANDBOX_API_KEY\nUsage: .*\n$/],
    [['--key', key, '--forward', 'localhost:4000'], /^--forward localhost:4000: must be a URL [^\n]*\n$/],
    [['--key', key, '--events', 'payment.exploded'], /^--events payment\.exploded: there is no such type[^\n]*\n$/],
    [['--port', '4000'], /^Unknown option '--port'.*\nUsage: .*\n$/],
  ])('says in a line what is wrong with %j, and ends', async (args, line) => {
    const { said, ended } = listen('--url', product.url, ...args);
    expect(await ended).toBe(1);
    expect(said()).toMatch(line);
  });
});
