import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually, testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import request from 'supertest';
import { KEY, startProbe } from './test/probe-application.ts';
import type { Probe } from './test/probe-application.ts';

let database: TestDatabase;
let probe: Probe;

beforeAll(async () => {
  database = await testDatabase();
  probe = await startProbe(database.pool);
});

afterAll(async () => {
  await probe.application.close();
  await database.drop();
});

const post = (path: string) => request(probe.url).post(path).set('authorization', `Bearer ${KEY}`);

/** Sends bytes as they are; resolves to what comes back until the other side closes. */
const sendRaw = (bytes: string): Promise<string> => {
  const socket = connect(probe.port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

describe('a body', () => {
  it('is what the schema makes of it', async () => {
    const answer = await post('/v1/orders').send({ amount: 5 });
    expect(answer.status).toBe(201);
    expect(answer.body.order).toEqual({ amount: 5, items: [] });
  });

  it.each([
    ['none', undefined],
    ['an empty one of a form', 'application/x-www-form-urlencoded'],
    ['an empty one of JSON', 'application/json'],
  ])('counts as {} when it is %s', async (_case, type) => {
    const call = post('/v1/orders/1/cancel');
    const answer = await (type === undefined ? call : call.set('content-type', type).set('content-length', '0'));
    expect([answer.status, answer.body]).toEqual([200, {}]);
  });

  it.each(['{"__proto__": {"amount": 1}}', '{"constructor": {"prototype": {}}}', '', 'nul', '[1'])(
    'is refused when it is %j',
    async body => {
      const answer = await post('/v1/orders').type('json').send(`${body} `);
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed_json']);
    },
  );

  it('is refused when it is not UTF-8', async () => {
    const answer = await post('/v1/orders')
      .type('json')
      .serialize(body => body as never)
      .send(Buffer.from('{"note":"\xff"}', 'latin1'));
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_json']);
  });

  it.each(['[]', '"text"', '1', 'null'])('must be an object, not %s', async body => {
    const answer = await post('/v1/orders').type('json').send(body);
    expect(answer.body.errors).toEqual([{ pointer: '', detail: 'must be an object' }]);
  });

  it('is not quoted when it is refused', async () => {
    const answer = await post('/v1/orders').type('json').send('{"card": 4242424242424242');
    expect(answer.text).not.toContain('4242');
  });

  it('is ignored with DELETE and GET', async () => {
    const call = request(probe.url).delete('/v1/orders/1').set('authorization', `Bearer ${KEY}`);
    expect((await call.type('text/plain').send('{')).status).toBe(204);
    const read = request(probe.url).get('/v1/orders/1').set('authorization', `Bearer ${KEY}`);
    expect((await read.type('json').send('{')).status).toBe(200);
  });

  it('is there in its own bytes where a route asks for them', async () => {
    const answer = await request(probe.url).post('/v1/callbacks').type('json').send('{ "a" : 1 }');
    expect(answer.body).toEqual({ bytes: '{ "a" : 1 }' });
  });

  it('takes 256 KiB and not a byte more', async () => {
    const sized = (bytes: number): string => `{"amount":1,"note":"${'x'.repeat(bytes - 22)}"}`;
    expect(
      (
        await post('/v1/orders')
          .type('json')
          .send(sized(256 * 1024))
      ).status,
    ).toBe(201);
    expect(
      (
        await post('/v1/orders')
          .type('json')
          .send(sized(256 * 1024 + 1))
      ).status,
    ).toBe(413);
  });
});

describe('the faults of a request', () => {
  it('are told all at once, each at its place', async () => {
    const body = {
      amount: 0,
      items: [
        { name: 'a', quantity: 1 },
        { name: '', 'x/~': 1 },
      ],
      'a/b~c': 1,
      other: 2,
    };
    const answer = await post('/v1/orders').send(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { pointer: '/amount', detail: 'must be at least 1' },
      { pointer: '/items/1/name', detail: 'must not be empty' },
      { pointer: '/items/1/quantity', detail: 'is required' },
      { pointer: '/items/1/x~1~0', detail: 'is unknown' },
      { pointer: '/a~1b~0c', detail: 'is unknown' },
      { pointer: '/other', detail: 'is unknown' },
    ]);
  });

  it.each([
    ['?limit=101', [{ pointer: '/limit', detail: 'must be at most 100' }]],
    ['?limit=x', [{ pointer: '/limit', detail: 'must be a number' }]],
    ['?colour=red', [{ pointer: '/colour', detail: 'is unknown' }]],
  ])('in the query %s have a pointer too', async (query, errors) => {
    const answer = await request(probe.url).get(`/v1/orders${query}`).set('authorization', `Bearer ${KEY}`);
    expect([answer.status, answer.body.errors]).toEqual([422, errors]);
  });

  it('are found where a route takes no query at all', async () => {
    const answer = await request(probe.url).get('/v1/orders/1?as_of=1').set('authorization', `Bearer ${KEY}`);
    expect(answer.body.errors).toEqual([{ pointer: '/as_of', detail: 'is unknown' }]);
  });

  it('of a health check are nobody’s concern', async () => {
    expect((await request(probe.url).get('/healthz?now=1')).status).toBe(200);
  });
});

describe('what is hardly HTTP', () => {
  it.each([
    ['headers without end', `GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}`, 431, 'headers_too_large'],
    ['noise', 'HELLO\r\n\r\n', 400, 'malformed_request'],
    ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'malformed_request'],
    [
      'a broken chunk',
      `POST /v1/callbacks HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
      400,
      'malformed_request',
    ],
  ])('is answered in the same form: %s', async (_case, bytes, status, code) => {
    const answer = await sendRaw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer).toMatch(/^x-request-id: /m);
  });

  it('is answered whatever it expects beside that', async () => {
    const answer = await sendRaw('GET /healthz HTTP/1.1\r\nhost: a\r\nexpect: wonders\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toMatch(/^x-request-id: /m);
  });

  it('is not routed when its target is no path', async () => {
    const answer = await sendRaw('GET *healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toMatch(/"trace_id":"[0-9a-f]{32}"/);
  });

  it('may end in the middle of a body and troubles nobody', async () => {
    const head = `POST /v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${KEY}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`;
    const errorsBefore = probe.log.filter(line => line['level'] === 'error').length;
    const sockets = Array.from({ length: 20 }, () => connect(probe.port, '127.0.0.1'));
    for (const socket of sockets) socket.write(head, () => socket.resetAndDestroy());
    await eventually(() => sockets.every(socket => socket.closed));
    expect((await request(probe.url).get('/healthz')).status).toBe(200);
    expect(probe.log.filter(line => line['level'] === 'error')).toHaveLength(errorsBefore);
  });

  it('may come byte by byte', async () => {
    const socket = connect(probe.port, '127.0.0.1');
    const bytes = `POST /v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${KEY}\r\ncontent-type: application/json\r\ncontent-length: 12\r\nconnection: close\r\n\r\n{"amount":1}`;
    for (const byte of bytes) await new Promise(written => socket.write(byte, written));
    expect(await text(socket)).toMatch(/^HTTP\/1.1 201 /);
  });
});
