import { during } from '@counterfoil/platform';
import { freePort } from '@counterfoil/testing';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MockAgent } from 'undici';
import { callProvider, providerConnections } from './http-call.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('a call to a provider', () => {
  const dispatcher = providerConnections(5_000);
  let server: Server | undefined;
  const sockets: Socket[] = [];

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server?.close();
  });
  afterAll(() => dispatcher.close());

  /** The address of somebody who treats every connection that way once a request has begun to arrive. */
  const somebody = async (treat: (socket: Socket) => void): Promise<string> => {
    server = createServer(socket => {
      sockets.push(socket.on('error', () => undefined)); // The caller may hang up.
      socket.once('data', () => treat(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/charges`;
  };
  const call = (url: string, deadlineMs = 5_000) =>
    callProvider(url, { dispatcher, method: 'POST', headers: {}, body: '{}', deadlineMs });

  it('tells what was answered, whatever its status', async () => {
    const url = await somebody(socket => socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy'));
    expect(await call(url)).toEqual({ type: 'answered', status: 503, body: 'busy', retryAfterMs: null });
  });

  it('bears the trace that it is a part of, and none outside of any', async () => {
    const heard: string[] = [];
    const url = await somebody(socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    server?.on('connection', (socket: Socket) => socket.once('data', data => heard.push(String(data))));
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await during({ traceId }, () => call(url));
    await call(url);
    expect(heard).toEqual([
      expect.stringMatching(new RegExp(`traceparent: 00-${traceId}-[0-9a-f]{16}-01\r\n`)),
      expect.not.stringContaining('traceparent'),
    ]);
  });

  it.each(['http://127.0.0.1:%/', 'http://localhost:%/'])('was not sent to %s, where nobody listens', async url => {
    const outcome = await call(url.replace('%', String(await freePort())));
    expect(outcome).toEqual({ type: 'not_sent', reason: 'ECONNREFUSED' });
  });

  it('was not sent to a name that nobody has', async () => {
    const reason: unknown = expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(await call('http://nobody.invalid/')).toEqual({ type: 'not_sent', reason });
  });

  it('may have been sent when a connection that was there is lost, whatever the error is called', async () => {
    const agent = new MockAgent();
    const lost = Object.assign(new Error('read EHOSTUNREACH'), { code: 'EHOSTUNREACH', syscall: 'read' });
    agent.get('http://provider.example').intercept({ path: '/', method: 'POST' }).replyWithError(lost);
    const options = { dispatcher: agent, method: 'POST', headers: {}, deadlineMs: 5_000 } as const;
    const outcome = await callProvider('http://provider.example/', options);
    expect(outcome).toEqual({ type: 'no_answer', reason: 'EHOSTUNREACH' });
    await agent.close();
  });

  it.each<[string, (socket: Socket) => void]>([
    ['hangs up', socket => socket.destroy()],
    ['resets the connection', socket => socket.resetAndDestroy()],
    ['speaks no HTTP', socket => socket.end('220 ready\r\n')],
    ['hangs up in the middle', socket => socket.end(`${HEAD}content-length: 100\r\n\r\n{"status":`)],
  ])('has no answer from one who %s', async (_how, treat) => {
    const reason: unknown = expect.stringMatching(/^\w+$/);
    expect(await call(await somebody(treat))).toEqual({ type: 'no_answer', reason });
  });

  it('does not listen to one who does not come to an end', async () => {
    const head = `${HEAD}content-length: 1500000\r\n\r\n`;
    const url = await somebody(socket => socket.write(`${head}${'x'.repeat(1_400_000)}`));
    expect(await call(url)).toEqual({ type: 'no_answer', reason: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['stops in the middle', socket => socket.write(`${HEAD}content-length: 100\r\n\r\n{"status":`)],
  ])('has no answer in time from one who %s', async (_how, treat) => {
    expect(await call(await somebody(treat), 100)).toEqual({ type: 'no_answer', reason: 'TimeoutError' });
  });
});
