import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import request from 'supertest';
import { KEY, OTHER_KEY, startProbe } from '../http/test/probe-application.ts';
import type { Probe } from '../http/test/probe-application.ts';
import { RateLimit } from './rate-limit.ts';

/** A clock that stands until it is moved. */
const standingClock = () => {
  let ms = Date.UTC(2026, 0, 1);
  return { now: () => new Date(ms), pass: (by: number) => (ms += by) };
};

describe('an allowance', () => {
  const taken = (limit: RateLimit, times: number): boolean[] =>
    Array.from({ length: times }, () => limit.take('mer_1').isAllowed);

  it('comes back with the clock, and never exceeds a second’s worth', () => {
    const clock = standingClock();
    const limit = new RateLimit(4, clock);
    expect(taken(limit, 5)).toEqual([true, true, true, true, false]);
    clock.pass(249);
    expect(taken(limit, 1)).toEqual([false]);
    clock.pass(1);
    expect(taken(limit, 2)).toEqual([true, false]);
    clock.pass(3_600_000);
    expect(taken(limit, 5)).toEqual([true, true, true, true, false]);
  });

  it('neither grows nor shrinks when the clock is set back', () => {
    const clock = standingClock();
    const limit = new RateLimit(2, clock);
    expect(taken(limit, 1)).toEqual([true]);
    clock.pass(-60_000);
    expect(taken(limit, 2)).toEqual([true, false]);
    clock.pass(500);
    expect(taken(limit, 1)).toEqual([true]);
  });
});

describe('requests under a limit', () => {
  const clock = standingClock();
  let database: TestDatabase;
  let probe: Probe;

  beforeAll(async () => {
    database = await testDatabase();
    probe = await startProbe(database.pool, { clock, rateLimitPerS: 3 });
  });
  afterAll(async () => {
    await probe.application.close();
    await database.drop();
  });
  beforeEach(() => clock.pass(1_000));

  const read = (key: string) => request(probe.url).get('/v1/orders/1').set('authorization', `Bearer ${key}`);

  it('say what is left, and are refused with 429 and Retry-After when nothing is', async () => {
    const left: unknown[] = [];
    for (let at = 0; at < 3; at += 1) {
      const answer = await read(KEY).expect(200);
      expect(answer.headers['ratelimit-policy']).toBe('"default";q=3;w=1');
      left.push(answer.headers['ratelimit']);
    }
    expect(left).toEqual(['"default";r=2;t=1', '"default";r=1;t=1', '"default";r=0;t=1']);
    const refused = await read(KEY).expect(429);
    expect(refused.body).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      ratelimit: '"default";r=0;t=1',
      'ratelimit-policy': '"default";q=3;w=1',
    });
    clock.pass(1_000);
    await read(KEY).expect(200);
  });

  it('of one merchant take nothing from another', async () => {
    for (let at = 0; at < 5; at += 1) await read(KEY);
    await read(KEY).expect(429);
    await read(OTHER_KEY).expect(200);
  });

  it('count before their body is judged, and not before their key is', async () => {
    const post = (key: string) =>
      request(probe.url).post('/v1/orders').set('authorization', `Bearer ${key}`).type('text/plain').send('{');
    for (let at = 0; at < 5; at += 1) await post('unknown').expect(401);
    for (let at = 0; at < 3; at += 1) await post(KEY).expect(415);
    await post(KEY).expect(429);
  });

  it('of payers count by address, so that guessing tokens is not free', async () => {
    const guess = (token: string, address: string) =>
      request(probe.url).get(`/v1/tokens/${token}`).set('x-forwarded-for', address);
    for (const token of ['a', 'b', 'c']) await guess(token, '203.0.113.7').expect(200);
    await guess('d', '203.0.113.7').expect(429);
    await guess('d', '203.0.113.8').expect(200);
  });

  it('are not counted when they come from probes or providers', async () => {
    for (let at = 0; at < 8; at += 1) {
      await request(probe.url).get('/healthz').expect(200);
      await request(probe.url).post('/v1/callbacks').type('json').send('{}').expect(201);
    }
  });
});
