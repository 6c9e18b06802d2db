import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newServiceKeys } from '@counterfoil/platform/identity';
import { describeService } from '@counterfoil/platform/openapi';
import { eventually, freePort, testDatabase } from '@counterfoil/testing';
import { createGateway } from '../src/application.ts';
import { followServices } from '../src/follow-services.ts';
import { Serving } from '../src/serving.ts';
import { KEY, smallGateway } from './small-gateway.ts';
import { smallApi } from './small-service.ts';

const [tag, [orders, ...others]] = [smallApi.tags, smallApi.operations];

/** A service that says what it is told to say, and answers a call when it is let to. */
const startVariable = async () => {
  let document: object | undefined;
  let answer = (): void => {};
  const asked = Promise.withResolvers<void>();
  const server = createServer(({ url, method }, response) => {
    if (url === '/openapi.json') response.writeHead(document ? 200 : 500).end(JSON.stringify(document ?? {}));
    else if (method === 'POST') {
      answer = () => response.end('{"done":true}');
      asked.resolve();
    } else response.end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    says: (operations: typeof others) => (document = describeService([{ tags: tag, operations }])),
    asked: asked.promise,
    answer: () => answer(),
    stop: () => new Promise(resolve => server.close(resolve).closeAllConnections()),
  };
};

it('serves what a service begins to say, and what it says later, and no request is cut for it', async () => {
  const keys = await newServiceKeys(['gateway']);
  const database = await testDatabase();
  const service = await startVariable();
  const parts = await smallGateway(database.pool, keys.privateKeys.gateway, { orders: [service.url] });
  const { gateway, directory, connections, log } = parts;
  const port = await freePort();
  const serving = new Serving({ host: '127.0.0.1', port });
  const stop = new AbortController();
  const call = (method: string, path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { authorization: `Bearer ${KEY}` } });
  const statusOf = async (method: string, path: string) => (await call(method, path)).status;

  await serving.serve(await createGateway(directory.known(), gateway));
  const pauses = { unknownMs: 20, knownMs: 20 };
  const followed = followServices(directory, gateway, serving, log, stop.signal, pauses);
  expect(await statusOf('POST', '/v1/orders')).toBe(503);

  service.says([orders!]);
  await eventually(async () => (await statusOf('GET', '/v1/orders')) === 405);
  const slow = call('POST', '/v1/orders');
  await service.asked;
  service.says([orders!, ...others]);
  await eventually(async () => (await statusOf('GET', '/v1/orders')) === 200);
  expect(Object.keys(((await (await call('GET', '/openapi.json')).json()) as { paths: object }).paths)).toContain(
    '/v1/orders/{id}/cancel',
  );
  service.answer();
  expect(await (await slow).json()).toEqual({ done: true });
  expect(await statusOf('GET', '/v1/nothing')).toBe(404);

  stop.abort();
  await followed;
  await serving.stop();
  await connections.close();
  await service.stop();
  await database.drop();
});

it('takes over later what could not be taken over at once', async () => {
  const keys = await newServiceKeys(['gateway']);
  const database = await testDatabase();
  const service = await startVariable();
  const parts = await smallGateway(database.pool, keys.privateKeys.gateway, { orders: [service.url] });
  const { gateway, directory, connections, log } = parts;
  const served: unknown[] = [];
  const serving = {
    serve: async (next: object) => {
      if (served.push(next) === 1) throw new Error('the port is not free yet');
    },
  } as unknown as Serving;
  const stop = new AbortController();
  const pauses = { unknownMs: 20, knownMs: 20 };
  service.says([orders!]);
  const followed = followServices(directory, gateway, serving, log, stop.signal, pauses);
  await eventually(() => served.length === 2);
  stop.abort();
  await followed;
  expect(served).toHaveLength(2);
  await connections.close();
  await service.stop();
  await database.drop();
});
