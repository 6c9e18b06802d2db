import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually, testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import type { EdgeLimits } from './edge-limits.ts';
import { KEY, OTHER_KEY, startProbe, type Probe } from './test/probe-application.ts';

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => database.drop());

const start = async (limits: Partial<EdgeLimits>) => {
  const opened = Promise.withResolvers<void>();
  let entered = 0;
  const gates = { entered: () => void (entered += 1), opened: opened.promise };
  const probe = await startProbe(database.pool, { gates, limits });
  closing.push(() => probe.application.close());
  const send = (path: string, { key = KEY, method = 'GET' } = {}): Promise<Response> =>
    fetch(probe.url + path, { method, headers: { authorization: `Bearer ${key}`, connection: 'close' } });
  closing.push(async () => opened.resolve());
  return { probe, send, open: opened.resolve, entered: () => entered };
};

/** A client that speaks for itself. */
const raw = async ({ port }: Probe): Promise<{ readonly socket: Socket; readonly heard: () => string }> => {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', chunk => (heard += chunk.toString()));
  // Cut by the server: what a test here waits for.
  socket.on('error', () => {});
  closing.push(async () => socket.destroy());
  await once(socket, 'connect');
  return { socket, heard: () => heard };
};

const head = (body: string): string =>
  ['POST /v1/orders HTTP/1.1', 'host: a', `authorization: Bearer ${KEY}`, 'content-type: application/json', body].join(
    '\r\n',
  );

describe('a slow client', () => {
  it('that drips its body is answered 408 and cut off, and holds nobody else up', async () => {
    const { probe, send } = await start({ requestMs: 300, headersMs: 300, atWork: 1 });
    const drips = await Promise.all(Array.from({ length: 20 }, () => raw(probe)));
    for (const { socket } of drips) socket.write(`${head('content-length: 100')}\r\n\r\n{"amount"`);
    expect((await send('/v1/orders/1')).status).toBe(200);
    await Promise.all(drips.map(({ socket }) => once(socket, 'close')));
    for (const { heard } of drips) {
      expect(heard()).toMatch(/^HTTP\/1.1 408 /);
      expect(heard()).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
      expect(heard()).toContain('"code":"request_timeout"');
    }
  });

  it('that drips its headers is answered 408 and cut off', async () => {
    const { probe } = await start({ requestMs: 300, headersMs: 200 });
    const { socket, heard } = await raw(probe);
    socket.write('GET /healthz HTTP/1.1\r\nhost');
    await once(socket, 'close');
    expect(heard()).toMatch(/^HTTP\/1.1 408 /);
  });

  it('that never reads its answers takes no place, and is cut off', async () => {
    const { probe, send } = await start({ silentMs: 1_000, atWork: 1 });
    const { socket } = await raw(probe);
    socket.pause();
    const body = JSON.stringify({ amount: 1, note: 'x'.repeat(200_000) });
    const ask = `${head(`content-length: ${body.length}`)}\r\n\r\n${body}`;
    for (let at = 0; at < 100; at += 1) socket.write(ask);
    expect((await send('/v1/orders/1/cancel', { method: 'POST' })).status).toBe(200);
    expect((await send('/v1/orders/1')).status).toBe(200);
    await eventually(async () => {
      // Only who reads or writes hears that a connection is cut.
      socket.write(ask);
      return socket.destroyed || socket.errored !== null;
    });
  });
});

describe('more requests than can be worked on', () => {
  it('wait their turn, and are refused with Retry-After when that takes too long', async () => {
    const { send, open, entered } = await start({ atWork: 1, waitingMs: 50 });
    const held = send('/v1/orders/slow');
    await eventually(() => entered() === 1);
    const refused = await send('/v1/orders/1');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'not_ready' });
    open();
    expect((await held).status).toBe(200);
    expect((await send('/v1/orders/1')).status).toBe(200);
  });

  it('hold up neither probes, nor payers, nor requests of the other kind', async () => {
    const { send, open, entered } = await start({ atWork: 1, waitingMs: 60_000 });
    const held = [send('/v1/orders/slow'), send('/v1/orders/slow')];
    await eventually(() => entered() === 1);
    expect((await send('/healthz')).status).toBe(200);
    expect((await send('/metrics')).status).toBe(200);
    expect((await send('/v1/tokens/tok')).status).toBe(200);
    expect((await send('/v1/orders/1/cancel', { method: 'POST' })).status).toBe(200);
    open();
    for (const answer of held) expect((await answer).status).toBe(200);
  });

  it('of one merchant leave places to another', async () => {
    const { send, open, entered } = await start({ atWork: 4, waitingMs: 60_000 });
    const flood = Array.from({ length: 40 }, () => send('/v1/orders/slow'));
    await eventually(() => entered() === 3);
    expect((await send('/v1/orders/1', { key: OTHER_KEY })).status).toBe(200);
    open();
    for (const answer of flood) expect((await answer).status).toBe(200);
  });

  it('take no place while they wait for an outcome', async () => {
    const { send, open, entered } = await start({ atWork: 1, waitingMs: 60_000 });
    const waiting = Array.from({ length: 20 }, () => send('/v1/orders/waiting', { method: 'POST' }));
    await eventually(() => entered() === 20);
    expect((await send('/v1/orders/1/cancel', { method: 'POST' })).status).toBe(200);
    open();
    for (const answer of waiting) expect((await answer).status).toBe(201);
  });
});

describe('idle connections', () => {
  // As many as the descriptors of this process allow for both ends: `ulimit -n` should be above 5,000.
  it('do not matter by the thousand', async () => {
    const { probe, send } = await start({});
    const sockets = await Promise.all(Array.from({ length: 2_000 }, () => raw(probe)));
    expect(sockets).toHaveLength(2_000);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, id) => send(`/v1/orders/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('beyond the limit are refused, and make room when they end', async () => {
    const { probe, send } = await start({ connections: 3 });
    const sockets = await Promise.all([raw(probe), raw(probe), raw(probe)]);
    await expect(send('/healthz')).rejects.toThrow();
    for (const { socket } of sockets) socket.destroy();
    await eventually(() =>
      send('/healthz').then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
  });
});
