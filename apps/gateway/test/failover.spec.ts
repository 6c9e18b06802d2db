import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { newServiceKeys } from '@counterfoil/platform/identity';
import { describeService } from '@counterfoil/platform/openapi';
import { eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import request from 'supertest';
import { KEY, startSmallGateway } from './small-gateway.ts';
import { smallApi, startSmallService, type SmallService } from './small-service.ts';

const keys = await newServiceKeys(['gateway', 'orders']);
const bearer = `Bearer ${KEY}`;
/** What a small service says that it serves. */
const document = JSON.stringify(describeService([smallApi]));

let database: TestDatabase;
const stack: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const stop of stack.splice(0).reverse()) await stop();
});
afterAll(() => database.drop());

const service = async (name: string, publicKeys = keys.publicKeys): Promise<SmallService> => {
  const started = await startSmallService(name, 'orders', publicKeys);
  stack.push(() => started.kill());
  return started;
};

const gatewayTo = async (
  orders: readonly string[],
  options: Parameters<typeof startSmallGateway>[3] = {},
): Promise<ReturnType<typeof request>> => {
  const gateway = await startSmallGateway(database.pool, keys.privateKeys.gateway, { orders }, options);
  stack.push(() => gateway.stop());
  return request(gateway.url);
};

/** Accepts requests, and does as `answer` says. */
const server = async (answer: Parameters<typeof createServer>[1]): Promise<string> => {
  const started: Server = createServer(answer);
  await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
  stack.push(async () => {
    started.closeAllConnections();
    await new Promise(resolve => started.close(resolve));
  });
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
};

/** Answers everything with what is no HTTP. */
const createRubbish = async (): Promise<string> => {
  const started = createTcpServer(socket => {
    // Who asked breaks off when it has read this.
    socket.on('error', () => undefined);
    socket.resume().end('220 mail.example ESMTP\r\n');
  });
  await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
  stack.push(() => new Promise(resolve => started.close(resolve)));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
};

const holding = (instance: SmallService): { readonly entered: Promise<void>; readonly open: () => void } => {
  const entered = Promise.withResolvers<void>();
  const hold = Promise.withResolvers<void>();
  instance.entered = entered.resolve;
  instance.hold = hold.promise;
  return { entered: entered.promise, open: hold.resolve };
};

describe('an instance that is killed in the midst of a request', () => {
  it('costs nothing: another one answers it, under the same ids and at the same time', async () => {
    const instances = [await service('one'), await service('other')] as const;
    const http = await gatewayTo(instances.map(({ url }) => url));
    const held = instances.map(holding);
    const answer = http.post('/v1/orders/slow').set('authorization', bearer).send({}).then();
    const victim = await Promise.race(held.map(async ({ entered }, at) => entered.then(() => at)));
    const dying = instances[victim]!.kill();
    const heir = instances[1 - victim]!;
    await held[1 - victim]!.entered;
    held.forEach(({ open }) => open());
    const { status, body } = await answer;
    await dying;
    expect([status, body.by]).toEqual([201, heir.name]);
    expect(heir.contexts).toEqual(instances[victim]!.contexts);
    expect(heir.contexts).toHaveLength(1);
  });

  it('is asked last for a while, and every later request is answered too', async () => {
    const [one, other] = [await service('one'), await service('other')];
    const http = await gatewayTo([one.url, other.url]);
    await one.kill();
    for (let n = 0; n < 10; n += 1)
      expect((await http.post('/v1/orders').set('authorization', bearer).send({ amount: 1 })).body.by).toBe('other');
  });
});

describe('instances that take turns', () => {
  it('get as many requests each', async () => {
    const instances = [await service('one'), await service('other')];
    const http = await gatewayTo(instances.map(({ url }) => url));
    for (let n = 0; n < 10; n += 1) await http.post('/v1/orders').set('authorization', bearer).send({ amount: 1 });
    expect(instances.map(({ contexts }) => contexts.length)).toEqual([5, 5]);
  });
});

describe('a service of which no instance answers', () => {
  const isAway = (answer: request.Response): void => {
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'not_ready', '1']);
    expect(answer.body.detail).toContain('orders service');
  };

  it('is 503 not_ready with Retry-After, and the gateway is not ready', async () => {
    const one = await service('one');
    const http = await gatewayTo([one.url]);
    await one.kill();
    isAway(await http.get('/v1/orders').set('authorization', bearer));
    const ready = await http.get('/readyz');
    expect([ready.status, ready.body.detail]).toEqual([503, 'Not ready: orders. Try again shortly.']);
    expect((await http.get('/healthz')).status).toBe(200);
  });

  it('is 503 as well when it accepts the request and says nothing in time', async () => {
    const one = await service('one');
    const http = await gatewayTo([one.url], { timeouts: { usualMs: 200, longMs: 200 } });
    const { open } = holding(one);
    isAway(await http.post('/v1/orders/slow').set('authorization', bearer).send({}));
    open();
  });

  it('is never 404 or 405: what it serves is not known yet', async () => {
    const http = await gatewayTo(['http://127.0.0.1:9']);
    for (const call of [http.get('/v1/orders'), http.post('/openapi.json')]) {
      const answer = await call.set('authorization', bearer);
      expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'not_ready', '1']);
    }
  });

  it('is 503 when it does not know its gateway: that is no fault of the caller’s key', async () => {
    const stranger = await service('stranger', (await newServiceKeys(['gateway'])).publicKeys);
    const url = await server(({ url: path = '', headers }, answer) => {
      if (path === '/openapi.json') answer.end(document);
      else
        void fetch(`${stranger.url}${path}`, { headers: headers as Record<string, string> }).then(async told =>
          answer.writeHead(told.status, Object.fromEntries(told.headers)).end(await told.text()),
        );
    });
    isAway(await (await gatewayTo([url])).get('/v1/orders').set('authorization', bearer));
  });

  it('is 503 when it breaks off in the midst of its answer', async () => {
    const url = await server((asked, answer) => {
      if (asked.url === '/openapi.json') answer.end(document);
      else answer.writeHead(200, { 'content-length': 100 }).write('half', () => answer.destroy());
    });
    isAway(await (await gatewayTo([url])).get('/v1/orders').set('authorization', bearer));
  });
});

describe('a service that does not keep to HTTP', () => {
  it('breaks its own answer only, when it breaks off in the midst of a long one', async () => {
    const url = await server((asked, answer) => {
      if (asked.url === '/openapi.json') answer.end(document);
      else answer.write('x'.repeat(100_000), () => answer.destroy());
    });
    const gateway = await startSmallGateway(database.pool, keys.privateKeys.gateway, { orders: [url] });
    stack.push(() => gateway.stop());
    const answer = await fetch(`${gateway.url}/v1/orders`, { headers: { authorization: bearer } });
    await expect(answer.text()).rejects.toThrow();
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });

  it('is left out, and another instance answers, when it answers rubbish', async () => {
    const [one, rubbish] = [await service('one'), createRubbish()];
    const http = await gatewayTo([one.url, await rubbish]);
    for (let n = 0; n < 4; n += 1)
      expect((await http.post('/v1/orders').set('authorization', bearer).send({ amount: 1 })).body.by).toBe('one');
  });

  it('is not ready as long as it does not come to an end saying so, and is once it does', async () => {
    let isSlow = true;
    const url = await server((asked, answer) => {
      if (asked.url === '/openapi.json') answer.end(document);
      else if (isSlow) answer.writeHead(200, { 'content-length': 2 }).write('{');
      else answer.end('{}');
    });
    const http = await gatewayTo([url]);
    expect((await http.get('/readyz')).status).toBe(503);
    isSlow = false;
    await eventually(async () => (await http.get('/readyz')).status === 200);
  });
});

describe('a caller that goes away', () => {
  it('ends the request to the service', async () => {
    const asked = Promise.withResolvers<void>();
    let isGone = false;
    const url = await server(({ url: path, socket }, answer) => {
      if (path === '/openapi.json') answer.end(document);
      else {
        socket.once('close', () => (isGone = true));
        asked.resolve();
      }
    });
    const gateway = await startSmallGateway(database.pool, keys.privateKeys.gateway, { orders: [url] });
    stack.push(() => gateway.stop());
    const gone = new AbortController();
    const call = fetch(`${gateway.url}/v1/orders`, { headers: { authorization: bearer }, signal: gone.signal });
    await asked.promise;
    gone.abort();
    await expect(call).rejects.toThrow();
    await eventually(() => isGone);
  });
});
