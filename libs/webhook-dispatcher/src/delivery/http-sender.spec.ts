import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { eventually, freePort } from '@counterfoil/testing';
import { Webhook } from 'standardwebhooks';
import { openReceiver, type Answer } from '../../test/failing-receiver.ts';
import { httpSender } from './http-sender.ts';
import type { Delivery, TryOutcome } from './sender.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const policy = { allowLoopback: true };
const sender = httpSender({ policy });
/** For those who get no answer. */
const deadlineMs = 1_000;
const hasty = httpSender({ policy, deadlineMs });

afterAll(() => Promise.all([sender.close(), hasty.close()]));

const delivery = (url: string, more: Partial<Delivery> = {}): Delivery => ({
  url,
  headers: {},
  body: Buffer.from('{"id":"evt_1","type":"payment.succeeded"}'),
  id: 'evt_1',
  timestampS: Math.floor(Date.now() / 1_000),
  secrets: [secret],
  ...more,
});

/** What becomes of a try at a receiver that answers so. */
const tryAt = async (answer: Answer, by = sender): Promise<TryOutcome> => {
  await using receiver = await openReceiver(answer);
  return await by.send(delivery(`http://127.0.0.1:${receiver.port}/hook`));
};

/** The same at a server that does with each connection what it likes, once it was spoken to. */
const tryAtSocket = async (speak: (socket: Socket) => void, by = sender): Promise<TryOutcome> => {
  const sockets: Socket[] = [];
  const server = createTcpServer(socket => {
    sockets.push(socket);
    socket.on('error', () => {}); // The sender closes first.
    socket.once('data', () => speak(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await by.send(delivery(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
};

const failed = (error: string, status: number | null = null) => ({
  type: 'failed',
  error,
  status,
  latencyMs: expect.any(Number),
});

const answered = (status: number, excerpt: string) => ({
  type: 'answered',
  status,
  excerpt,
  retryAfterMs: null,
  latencyMs: expect.any(Number),
});

describe('a try', () => {
  it('posts the exact bytes that it signed, with an id, a time and a signature for each secret', async () => {
    await using receiver = await openReceiver();
    const body = Buffer.from('{ "name": "Zoë 🙂",\n"n": 1.0 }');
    const older = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    const outcome = await sender.send(
      delivery(`http://127.0.0.1:${receiver.port}/hook?a=b`, { body, secrets: [secret, older] }),
    );
    expect(outcome).toEqual(answered(200, 'ok'));
    const [got] = receiver.received;
    expect(got).toMatchObject({
      method: 'POST',
      path: '/hook?a=b',
      body: body.toString(),
      headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1', 'content-length': String(body.length) },
    });
    const headers = got?.headers as Record<string, string>;
    for (const known of [secret, older])
      expect(new Webhook(known).verify(got?.body ?? '', headers)).toEqual({ name: 'Zoë 🙂', n: 1 });
  });

  it('carries the headers of the endpoint, which cannot replace ours nor say how the request is framed', async () => {
    await using receiver = await openReceiver();
    const headers = {
      'X-Shop': 'north',
      Authorization: 'Basic YTpi',
      Host: 'internal.example',
      'Transfer-Encoding': 'chunked',
      'Content-Length': '3',
      Connection: 'upgrade',
      Expect: '100-continue',
      'Webhook-Id': 'evt_forged',
      'Webhook-Extra': 'x',
    };
    await sender.send(delivery(`http://127.0.0.1:${receiver.port}/`, { headers }));
    const got = receiver.received[0]?.headers;
    expect(got).toMatchObject({ 'x-shop': 'north', authorization: 'Basic YTpi', 'webhook-id': 'evt_1' });
    expect(got).toMatchObject({ host: `127.0.0.1:${receiver.port}`, connection: 'keep-alive' });
    expect(Object.keys(got ?? {})).not.toEqual(expect.arrayContaining(['webhook-extra']));
    expect(Object.keys(got ?? {})).not.toEqual(expect.arrayContaining(['transfer-encoding']));
  });

  it.each([200, 204, 400, 404, 410, 429, 500, 503])('that is answered %d says so', async status => {
    const outcome = await tryAt(response => response.writeHead(status).end(status === 204 ? '' : 'words'));
    expect(outcome).toEqual(answered(status, status === 204 ? '' : 'words'));
  });

  it.each([
    ['120', 120_000],
    ['999999999', 999_999_999_000],
    ['soon', null],
    ['-1', null],
    ['1.5', null],
  ])('tells how long a Retry-After of %s asks to wait', async (value, retryAfterMs) => {
    const outcome = await tryAt(response => response.writeHead(429, { 'retry-after': value }).end());
    expect(outcome).toMatchObject({ type: 'answered', status: 429, retryAfterMs });
  });

  it('measures a Retry-After date by the clock of the receiver, and a passed one as no wait', async () => {
    const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
    const asking = (until: string) => tryAt(response => response.writeHead(503, { date, 'retry-after': until }).end());
    expect(await asking('Sat, 21 Nov 2026 10:02:00 GMT')).toMatchObject({ retryAfterMs: 120_000 });
    expect(await asking('Sat, 21 Nov 2026 09:00:00 GMT')).toMatchObject({ retryAfterMs: 0 });
    expect(await asking('2026-11-21T10:02:00Z')).toMatchObject({ retryAfterMs: null });
  });

  it.each([301, 302, 303, 307, 308])('that is redirected by %d has failed, and goes nowhere else', async status => {
    await using canary = await openReceiver();
    const location = `http://127.0.0.1:${canary.port}/`;
    expect(await tryAt(response => response.writeHead(status, { location }).end('gone'))).toEqual(
      failed('redirect', status),
    );
    expect(canary.connections.total).toBe(0);
  });
});

describe('a receiver that does not answer', () => {
  it('at all costs the deadline', async () => {
    expect(await tryAt(() => {}, hasty)).toEqual(failed('timeout'));
  });

  it('in full, but lets its answer drip, costs the deadline too', async () => {
    const dripping: Answer = response => {
      response.writeHead(200);
      const drops = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drops));
    };
    expect(await tryAt(dripping, hasty)).toEqual(failed('timeout', 200));
  });

  it('but sends interim answers for ever, costs the deadline', async () => {
    const outcome = await tryAtSocket(socket => {
      const interim = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n'), 5);
      socket.on('close', () => clearInterval(interim));
    }, hasty);
    expect(outcome).toEqual(failed('timeout'));
  });

  it('but resets the connection, has failed the try', async () => {
    expect(await tryAt((_, socket) => socket.resetAndDestroy())).toEqual(failed('connection_failed'));
  });

  it('further than half-way, has failed the try whatever its status', async () => {
    const outcome = await tryAt((response, socket) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => socket.destroy());
    });
    expect(outcome).toEqual(failed('connection_failed', 200));
  });

  it('because nobody listens, has failed the try', async () => {
    expect(await sender.send(delivery(`http://127.0.0.1:${await freePort()}/`))).toEqual(failed('connection_failed'));
  });

  it.each([
    ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ])('with HTTP but says %s, has failed the try', async (_, bytes) => {
    expect(await tryAtSocket(socket => socket.write(bytes))).toEqual(failed('invalid_answer'));
  });

  it('in time leaves no connection behind', async () => {
    await using receiver = await openReceiver(() => {});
    const tries = Array.from({ length: 20 }, () => hasty.send(delivery(`http://127.0.0.1:${receiver.port}/`)));
    expect(await Promise.all(tries)).toEqual(tries.map(() => failed('timeout')));
    await eventually(() => receiver.connections.open === 0);
  });

  it('because its name server is slow, is sent nothing once the deadline has passed', async () => {
    await using receiver = await openReceiver();
    const answers: ((addresses: readonly string[]) => void)[] = [];
    const resolve = () => new Promise<readonly string[]>(answer => answers.push(answer));
    const waiting = httpSender({ policy, deadlineMs, resolve });
    const url = `http://localhost:${receiver.port}/`;
    expect(await waiting.send(delivery(url))).toEqual(failed('timeout'));
    const next = waiting.send(delivery(url, { id: 'evt_2' }));
    await eventually(() => answers.length === 2);
    for (const answer of answers) answer(['127.0.0.1']);
    expect(await next).toEqual(answered(200, 'ok'));
    await waiting.close();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(['evt_2']);
  });
});

describe('an answer', () => {
  it('of 10 MB is read to 16 KiB, and the connection closed', async () => {
    await using receiver = await openReceiver(response => response.end(Buffer.alloc(10_000_000, 'a')));
    expect(await sender.send(delivery(`http://127.0.0.1:${receiver.port}/`))).toEqual(
      answered(200, 'a'.repeat(16_384)),
    );
    await eventually(() => receiver.connections.open === 0);
  });

  it('without end is read to 16 KiB, and the connection closed', async () => {
    await using receiver = await openReceiver(response => {
      const more = (): void => {
        while (!response.destroyed && response.write('b'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await sender.send(delivery(`http://127.0.0.1:${receiver.port}/`))).toEqual(
      answered(200, 'b'.repeat(16_384)),
    );
    await eventually(() => receiver.connections.open === 0);
  });

  it('that is a gzip bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const outcome = await tryAt(response => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(outcome).toEqual(answered(200, '[compressed]'));
  });

  it('is kept as text that no terminal, page or database minds', async () => {
    const bytes = Buffer.from('a\0b\u001b[31mc\u202ed\u0085\u200be\tf\r\ng', 'utf8');
    const outcome = await tryAt(response => response.end(bytes));
    expect(outcome).toEqual(answered(200, 'ab�[31mc�d��e\tf\r\ng'));
  });

  it('of other bytes than text is kept within 16 KiB too', async () => {
    const outcome = await tryAt(response => response.end(Buffer.alloc(20_000, 0xff)));
    if (outcome.type !== 'answered') throw new Error(outcome.error);
    expect(outcome.excerpt).toMatch(/^�+$/);
    expect(Buffer.byteLength(outcome.excerpt)).toBeLessThanOrEqual(16_384);
  });

  it('that is cut inside a character keeps whole ones only', async () => {
    const outcome = await tryAt(response => response.end(`a${'é'.repeat(10_000)}`));
    expect(outcome).toEqual(answered(200, `a${'é'.repeat(8_191)}`));
  });

  it('that echoes a card number or a secret is kept without it', async () => {
    const outcome = await tryAt(response => response.end(`card 4242 4242 4242 4242, secret ${secret}`));
    expect(outcome).toEqual(answered(200, 'card [redacted], secret [redacted]'));
  });
});

describe('connections', () => {
  it('are kept for the next try', async () => {
    await using receiver = await openReceiver();
    for (let n = 0; n < 5; n += 1) await sender.send(delivery(`http://127.0.0.1:${receiver.port}/`));
    // One is free again an event-loop turn after its answer.
    expect(receiver.connections.total).toBeLessThanOrEqual(2);
  });

  it('are as many as there are tries: one that hangs holds up none beside it, not even at its own receiver', async () => {
    await using receiver = await openReceiver(() => {});
    const hanging = Array.from({ length: 10 }, () => hasty.send(delivery(`http://127.0.0.1:${receiver.port}/slow`)));
    await eventually(() => receiver.received.length === 10);
    receiver.answer = response => response.end('quick');
    expect(await sender.send(delivery(`http://127.0.0.1:${receiver.port}/quick`))).toEqual(answered(200, 'quick'));
    expect(await Promise.all(hanging)).toEqual(hanging.map(() => failed('timeout')));
  });

  it('are cut off when the sender is closed', async () => {
    await using receiver = await openReceiver(() => {});
    const closing = httpSender({ policy });
    const outcome = closing.send(delivery(`http://127.0.0.1:${receiver.port}/`));
    await eventually(() => receiver.received.length === 1);
    await closing.close();
    expect(await outcome).toEqual(failed('connection_failed'));
  });
});
