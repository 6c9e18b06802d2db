import { newServiceKeys } from '@counterfoil/platform/identity';
import { eventually, freePort, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { Agent } from 'undici';
import { createGateway } from '../src/application.ts';
import { Serving } from '../src/serving.ts';
import { KEY, smallGateway } from './small-gateway.ts';
import { startSmallService, type SmallService } from './small-service.ts';

const keys = await newServiceKeys(['gateway', 'orders']);
const CALLERS = 8;

let database: TestDatabase;
let one: SmallService;
let small: Awaited<ReturnType<typeof smallGateway>>;
let serving: Serving;
let port: number;

beforeAll(async () => {
  database = await testDatabase();
  one = await startSmallService('one', 'orders', keys.publicKeys);
  small = await smallGateway(database.pool, keys.privateKeys.gateway, { orders: [one.url] });
  port = await freePort();
  serving = new Serving({ host: '127.0.0.1', port });
  await serving.serve(await next());
});

afterAll(async () => {
  await serving.stop();
  await small.connections.close();
  await one.kill();
  await database.drop();
});

const next = () => createGateway(small.directory.known(), small.gateway);

/** Callers that keep their connections, and those that open a new one each time; until `stop` is aborted. */
const callers = (stop: AbortSignal) => {
  const outcomes = new Map<string, number>();
  const dispatcher = new Agent({ keepAliveTimeout: 60_000 });
  const call = async (keeps: boolean): Promise<string> => {
    const asked = dispatcher.request({
      origin: `http://127.0.0.1:${port}`,
      method: 'GET',
      path: '/v1/orders',
      headers: { authorization: `Bearer ${KEY}`, ...(!keeps && { connection: 'close' }) },
    });
    const { statusCode, headers, body } = await asked;
    await body.dump();
    return `${statusCode} ${String(headers['content-type'])}`;
  };
  const loop = async (_: unknown, n: number): Promise<void> => {
    while (!stop.aborted) {
      const outcome = await call(n % 2 === 0).catch((error: unknown) => String(error));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  const ended = Promise.all(Array.from({ length: CALLERS }, loop)).then(() => dispatcher.close());
  return { outcomes, ended, answered: () => [...outcomes.values()].reduce((sum, count) => sum + count, 0) };
};

it('another application takes over the port again and again, and no caller notices', async () => {
  const stop = new AbortController();
  const { outcomes, ended, answered } = callers(stop.signal);
  for (let times = 0; times < 5; times += 1) {
    const before = answered();
    await serving.serve(await next());
    await eventually(() => answered() > before + CALLERS);
  }
  stop.abort();
  await ended;
  expect([...outcomes.keys()]).toEqual(['200 application/json; charset=utf-8']);
});
