import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { newServiceKeys } from '@counterfoil/platform/identity';
import { testDatabase, type TestDatabase } from '@counterfoil/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent, request as send } from 'undici';
import request from 'supertest';
import { KEY, startSmallGateway } from './small-gateway.ts';
import { startSmallService, type SmallService } from './small-service.ts';

const keys = await newServiceKeys(['gateway', 'orders']);
const bearer = `Bearer ${KEY}`;
const large = 'x'.repeat(256 * 1024 + 1);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let database: TestDatabase;
let one: SmallService;
let other: SmallService;
let gateway: Awaited<ReturnType<typeof startSmallGateway>>;

beforeAll(async () => {
  database = await testDatabase();
  [one, other] = (await Promise.all(
    ['one', 'other'].map(name => startSmallService(name, 'orders', keys.publicKeys)),
  )) as [SmallService, SmallService];
  gateway = await startSmallGateway(database.pool, keys.privateKeys.gateway, { orders: [one.url, other.url] });
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all([one.kill(), other.kill()]);
  await database.drop();
});

const http = () => request(gateway.url);

/** The status of a request with these very bytes for its first line. */
const rawStatus = async (line: string): Promise<number> => {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(`${line}\r\nhost: x\r\ncontent-length: 0\r\nauthorization: ${bearer}\r\nconnection: close\r\n\r\n`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
};
const create = (body: object = { amount: 1 }) => http().post('/v1/orders').set('authorization', bearer).send(body);

describe('the target of a request', () => {
  const origin = 'http://shop.example';
  const statusOf = async (method: 'GET' | 'POST' | 'PUT', target: string): Promise<number> => {
    const { statusCode, body } = await callers.request({
      origin: gateway.url,
      method,
      path: target,
      headers: { authorization: bearer },
    });
    await body.dump();
    return statusCode;
  };
  const callers = new Agent();
  afterAll(() => callers.close());

  it('may name any origin, as if the gateway were a proxy: its path is what counts', async () => {
    expect(await statusOf('GET', `${origin}/v1/orders?limit=3`)).toBe(200);
    expect(await statusOf('PUT', `${origin}/v1/orders`)).toBe(405);
    expect(await statusOf('GET', origin)).toBe(404);
    const shouted = await rawStatus('GET HTTP://SHOP.example/v1/orders HTTP/1.1');
    expect(shouted).toBe(200);
  });

  it.each([
    '/internal/secret',
    '/internal%2fsecret',
    '/%69nternal/secret',
    '//internal/secret',
    '/v1/../internal/secret',
    '/v1/%2e%2e/internal/secret',
    '/v1/orders/..%2f..%2finternal/secret',
    'http://127.0.0.1/internal/secret',
    '/internal/secret?x=/v1/orders',
    '/internal/secret#/v1/orders',
    '/./internal/secret',
    '/INTERNAL/secret',
  ])('%s leads to no route between services', async target => {
    expect(await rawStatus(`POST ${target} HTTP/1.1`)).toBe(404);
  });
});

describe('the order of checks at the gateway', () => {
  // Each request has the fault of its row and every fault of the rows below it.
  it.each([
    ['an unknown path', 404, 'not_found', () => http().post('/v1/nothing').type('text/plain').send(large)],
    ['a route between services', 404, 'not_found', () => http().post('/internal/secret').set('authorization', bearer)],
    ['an empty parameter', 404, 'not_found', () => http().post('/v1/orders//cancel')],
    [
      'a method the path lacks',
      405,
      'method_not_allowed',
      () => http().put('/v1/orders').type('text/plain').send(large),
    ],
    ['no key', 401, 'unauthenticated', () => http().post('/v1/orders').type('text/plain').send(large)],
    [
      'a large body',
      413,
      'payload_too_large',
      () => http().post('/v1/orders').set('authorization', bearer).type('text/plain').send(large),
    ],
    [
      'another media type',
      415,
      'unsupported_media_type',
      () => http().post('/v1/orders?x=1').set('authorization', bearer).type('text/plain').send('{'),
    ],
    [
      'broken JSON',
      400,
      'malformed_json',
      () => http().post('/v1/orders?x=1').set('authorization', bearer).type('json').send('{'),
    ],
    [
      'an unknown query parameter',
      422,
      'validation_failed',
      () => http().post('/v1/orders/busy/cancel?x=1').set('authorization', bearer),
    ],
    [
      'a state conflict',
      409,
      'operation_in_progress',
      () => http().post('/v1/orders/busy/cancel').set('authorization', bearer),
    ],
  ])('%s is %i %s', async (_fault, status, code, call) => {
    const answer = await call();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['traceparent']).toContain(answer.body.trace_id);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it('measures a body of no declared length before anybody is asked', async () => {
    const seen = one.contexts.length + other.contexts.length;
    const answer = await send(`${gateway.url}/v1/orders`, {
      method: 'POST',
      headers: { authorization: bearer, 'content-type': 'application/json' },
      body: Readable.from([large.slice(1), 'xx']),
    });
    expect(await answer.body.json()).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(one.contexts.length + other.contexts.length).toBe(seen);
  });

  it('tells which methods a path has', async () => {
    expect((await http().patch('/v1/orders')).headers['allow']).toBe('GET, HEAD, POST');
  });
});

describe('what a service gets', () => {
  it('is the merchant, the ids and the time that the gateway gave the request', async () => {
    const { body, headers } = await create().set('traceparent', `00-${TRACE}-00f067aa0ba902b7-01`);
    expect(body.context).toEqual({
      merchantId: expect.stringMatching(/^mer_/),
      actor: expect.stringMatching(/^key_/),
      correlationId: TRACE,
      commandId: expect.stringMatching(/^[\da-f-]{36}$/),
      now: expect.any(String),
    });
    expect(headers['traceparent']).toContain(TRACE);
    expect(body.requestId).toBe(headers['x-request-id']);
  });

  it('holds no API key, and nothing that only the gateway may say', async () => {
    await create().set({
      'counterfoil-identity': 'forged',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=evil',
      'x-request-id': 'mine',
      'proxy-authorization': 'Basic x',
      connection: 'close, x-once',
      'x-once': '1',
      'x-kept': 'yes',
    });
    const seen = [...one.headers, ...other.headers].find(headers => headers['x-kept'] === 'yes') ?? {};
    for (const name of [
      'authorization',
      'x-forwarded-host',
      'forwarded',
      'x-request-id',
      'proxy-authorization',
      'x-once',
    ])
      expect([name, seen[name]]).toEqual([name, undefined]);
    expect(seen['counterfoil-identity']).not.toBe('forged');
  });

  it('names the payer’s address, as a proxy of ours has told it', async () => {
    const answer = await http().get('/v1/tokens/cst_1').set('x-forwarded-for', '203.0.113.7');
    expect(answer.body).toMatchObject({ ip: '203.0.113.7', context: { merchantId: '', actor: 'payer' } });
  });

  it('is a body’s very bytes', async () => {
    const body = Buffer.concat([
      Buffer.from('{"a": "'),
      Buffer.from(randomBytes(90_000).toString('base64')),
      Buffer.from('" }\r\n'),
    ]);
    const answer = await http()
      .post('/v1/callbacks')
      .set({ 'content-type': 'application/json', authorization: 'Basic provider' })
      .send(body.toString());
    expect(answer.body).toEqual({
      sha256: createHash('sha256').update(body).digest('hex'),
      authorization: 'Basic provider',
    });
  });
});

describe('what a caller gets', () => {
  it('is the service’s answer: status, headers and body', async () => {
    const answer = await http().get('/v1/page').redirects(0);
    expect([answer.status, answer.headers['location'], answer.headers['etag']]).toEqual([303, '/elsewhere?x=1', '"1"']);
    expect(answer.headers['content-security-policy']).toBe("default-src 'self'");
    const busy = await http().post('/v1/orders/busy/cancel').set('authorization', bearer);
    expect(busy.headers['retry-after']).toBe('7');
  });

  it('is what the payer’s page may read, and may ask before', async () => {
    expect((await http().get('/v1/tokens/cst_1')).headers).toMatchObject({
      vary: 'Origin',
      'access-control-allow-origin': 'https://shop.example',
    });
    const preflight = await http().options('/v1/tokens/cst_1');
    expect([preflight.status, preflight.text, preflight.headers['access-control-allow-methods']]).toEqual([
      204,
      '',
      'GET',
    ]);
  });

  it('is 401 when the service says so for its own reasons', async () => {
    const answer = await http().post('/v1/callbacks').set('signature', 'wrong').send({});
    expect([answer.status, answer.body.detail, answer.headers['www-authenticate']]).toEqual([
      401,
      'The signature is wrong.',
      'Bearer',
    ]);
  });

  it('is a large answer as it comes', async () => {
    const answer = await send(`${gateway.url}/v1/orders/large`, { headers: { authorization: bearer } });
    expect(answer.headers['transfer-encoding']).toBe('chunked');
    expect((await answer.body.arrayBuffer()).byteLength).toBe(64 * 64 * 1024);
  });

  it('is the head alone, when that is asked for', async () => {
    const [whole, head] = [
      await http().get('/v1/orders').set('authorization', bearer),
      await http().head('/v1/orders').set('authorization', bearer),
    ];
    expect([head.status, head.text, head.headers['content-length'], head.headers['content-type']]).toEqual([
      ...[200, undefined, whole.headers['content-length'], whole.headers['content-type']],
    ]);
  });

  it('is one valid document of all services, without the way to them', async () => {
    const { body } = await http().get('/openapi.json');
    expect(await new Validator().validate(structuredClone(body))).toMatchObject({ valid: true });
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/orders/{id}/cancel', '/checkout', '/healthz', '/docs']),
    );
    expect(JSON.stringify(body)).not.toMatch(/x-routes|internal\//);
    expect((await http().get('/docs')).status).toBe(200);
    expect((await http().get('/checkout')).status).toBe(200);
  });

  it('is ready when an instance of every service is', async () => {
    expect([(await http().get('/healthz')).status, (await http().get('/readyz')).status]).toEqual([200, 200]);
    expect((await http().get('/metrics')).text).toContain('counterfoil_http_requests_total');
  });
});
