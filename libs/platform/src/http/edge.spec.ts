import { Readable } from 'node:stream';
import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import request from 'supertest';
import { request as send } from 'undici';
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

const bearer = `Bearer ${KEY}`;
const large = 'x'.repeat(256 * 1024 + 1);

const http = () => request(probe.url);

describe('the order of checks', () => {
  // Each request has the fault of its row and every fault of the rows below it.
  it.each([
    ['an unknown path', 404, 'not_found', () => http().post('/v1/nothing').type('text/plain').send(large)],
    ['an empty parameter', 404, 'not_found', () => http().delete('/v1/orders/')],
    ['NUL in a parameter', 404, 'not_found', () => http().delete('/v1/orders/%00')],
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
      'a large body of no media type',
      413,
      'payload_too_large',
      () => http().post('/v1/orders').set('authorization', bearer).set('content-type', ';;').send(large),
    ],
    [
      'another media type',
      415,
      'unsupported_media_type',
      () => http().post('/v1/orders?x=1').set('authorization', bearer).type('text/plain').send('{'),
    ],
    [
      'a media type that is none',
      415,
      'unsupported_media_type',
      () => http().post('/v1/orders').set('authorization', bearer).set('content-type', ';;').send('{'),
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
      'an unknown field',
      422,
      'validation_failed',
      () => http().post('/v1/orders/busy/cancel').set('authorization', bearer).send({ x: 1 }),
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
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      detail: expect.any(String),
    });
    expect(answer.headers['traceparent']).toContain(answer.body.trace_id);
  });

  it('measures a body of no declared length before it judges its type', async () => {
    const answer = await send(`${probe.url}/v1/orders`, {
      method: 'POST',
      headers: { authorization: bearer, 'content-type': 'text/plain' },
      body: Readable.from([large.slice(1), 'xx']),
    });
    expect(await answer.body.json()).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it.each(['/v1/%zz', `/v1/orders/${'x'.repeat(300)}`, '/v1/orders//cancel'])('%s is no path', async path => {
    const answer = await http().get(path);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect(answer.headers['x-request-id']).toBeDefined();
  });
});

describe('a method the path lacks', () => {
  it('is told which there are, with HEAD where GET is', async () => {
    const answer = await http().patch('/v1/orders');
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  it('counts the paths that a parameter may also name', async () => {
    const answer = await http().post('/v1/orders/slow');
    expect(answer.headers['allow']).toBe('DELETE, GET, HEAD');
  });

  it('may be one that no route has', async () => {
    expect((await http().propfind('/v1/orders')).status).toBe(405);
  });
});

describe('authentication', () => {
  it.each([
    ['no header', undefined],
    ['another scheme', `Basic ${KEY}`],
    ['no key', 'Bearer '],
    ['an unknown key', 'Bearer sk_test_999999999999999999999999'],
    ['a key of another form', 'Bearer secret'],
    ['two keys', `${bearer} ${KEY}`],
  ])('refuses %s with the same words', async (_case, header) => {
    const call = http().get('/v1/orders/1');
    const answer = await (header === undefined ? call : call.set('authorization', header));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body).toMatchObject({
      code: 'unauthenticated',
      detail: expect.stringContaining('Authorization: Bearer'),
    });
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('takes the scheme as %s', async scheme => {
    const answer = await http().get('/v1/orders/1').set('authorization', `${scheme} ${KEY}`);
    expect(answer.body.context).toMatchObject({
      merchantId: expect.stringMatching(/^mer_\w{26}$/),
      actor: expect.stringMatching(/^key_[0-9a-f]{8}$/),
      commandId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('asks nothing of a payer but the path', async () => {
    expect((await http().get('/v1/tokens/abc')).body).toMatchObject({ merchantId: '', actor: 'payer' });
  });

  it('serves a hundred at once, each under its own identity', async () => {
    const calls = Array.from({ length: 100 }, (_, id) => http().get(`/v1/orders/${id}`).set('authorization', bearer));
    const answers = await Promise.all(calls);
    expect(answers.map(answer => answer.body.id)).toEqual(answers.map((_, id) => String(id)));
    expect(new Set(answers.map(answer => answer.body.context.commandId)).size).toBe(100);
    expect(new Set(answers.map(answer => answer.headers['x-request-id'])).size).toBe(100);
  });
});

describe('every answer', () => {
  it('continues the trace of its caller in a span of its own', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = await http().get('/v1/orders/1').set('authorization', bearer).set('traceparent', traceparent);
    expect(answer.headers['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(answer.headers['traceparent']).not.toBe(traceparent);
    expect(answer.body.context.correlationId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('has a request id of ours, not the caller’s', async () => {
    const answer = await http().get('/healthz').set('x-request-id', 'mine');
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['/healthz', '/v1/nothing', '/v1/%zz'])('may be neither sniffed, framed nor kept (%s)', async path => {
    expect((await http().get(path)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
  });
});

describe('an unexpected error', () => {
  it('tells its sender the trace id only, and the log once, scrubbed', async () => {
    const answer = await http().get('/v1/orders/broken').set('authorization', bearer);
    expect(answer.status).toBe(500);
    expect(answer.body.code).toBe('internal_error');
    // By chance a trace id may hold these digits.
    expect(answer.text.replace(answer.body.trace_id, '')).not.toMatch(/password|\.ts|4242/);
    const lines = probe.log.filter(line => line['level'] === 'error' && line['trace_id'] === answer.body.trace_id);
    expect(lines).toEqual([
      expect.objectContaining({ err: expect.objectContaining({ message: expect.stringContaining('password') }) }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('4242424242424242');
  });
});
