import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import request from 'supertest';
import { KEY, startProbe } from '../http/test/probe-application.ts';
import type { Probe } from '../http/test/probe-application.ts';

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
const scrape = async (): Promise<string> => (await request(probe.url).get('/metrics').expect(200)).text;

/** The value of the sample that begins so; 0 without one. */
const sample = async (begin: string): Promise<number> => {
  const line = (await scrape()).split('\n').find(each => each.startsWith(`${begin} `));
  return Number(line?.slice(begin.length) ?? 0);
};

/** By how much `act` moves the sample. */
const moved = async (begin: string, act: () => Promise<unknown>): Promise<number> => {
  const before = await sample(begin);
  await act();
  return (await sample(begin)) - before;
};

const counted = (method: string, route: string, status: number): string =>
  `counterfoil_http_requests_total{method="${method}",route="${route}",status="${status}"}`;

describe('the metrics', () => {
  it('need no key, and are in Prometheus’ text format', async () => {
    const answer = await request(probe.url).get('/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = answer.text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
    for (const line of lines)
      expect(line).toMatch(/^[a-z_:][a-z0-9_:]*(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? \S+$/i);
    expect(answer.text).toContain('nodejs_eventloop_lag_seconds');
    expect(answer.text).toContain('process_resident_memory_bytes');
  });

  it.each([
    ['GET', '/v1/orders/:id', 200, () => request(probe.url).get('/v1/orders/ord_1').set('authorization', bearer)],
    ['GET', '/v1/orders/broken', 500, () => request(probe.url).get('/v1/orders/broken').set('authorization', bearer)],
    ['POST', '/v1/orders', 401, () => request(probe.url).post('/v1/orders')],
    ['GET', 'none', 404, () => request(probe.url).get('/v1/nothing/tok_secret')],
  ])('count %s %s answered with %i, and time it', async (method, route, status, send) => {
    expect(await moved(counted(method, route, status), async () => send())).toBe(1);
    const timed = `counterfoil_http_request_duration_seconds_count{method="${method}",route="${route}"}`;
    expect(await moved(timed, async () => send())).toBe(1);
  });

  it('name routes, never a path: that may hold a token', async () => {
    await request(probe.url).get('/v1/tokens/tok_secret').expect(200);
    const text = await scrape();
    expect(text).toContain('route="/v1/tokens/:token"');
    expect(text).not.toContain('tok_secret');
  });

  it('know what is in flight: only the scrape itself, whatever became of the others', async () => {
    await Promise.all([
      request(probe.url).get('/v1/%zz'),
      request(probe.url)
        .get(`/v1/orders/${'x'.repeat(300)}`)
        .set('authorization', bearer),
      request(probe.url).get('/v1/orders/broken').set('authorization', bearer),
    ]);
    expect(await sample('counterfoil_http_requests_in_flight')).toBe(1);
  });

  it('leave out a reading that fails or throws, and answer with the others', async () => {
    const named = { name: 'counterfoil_probe', help: 'Of this test.', labelNames: ['of'] } as const;
    probe.metrics.read(named, () => [{ labels: { of: 'sound' }, value: 3 }]);
    probe.metrics.read(named, () => Promise.reject(new Error('no database')));
    probe.metrics.read(named, () => {
      throw new Error('no code');
    });
    const lines = (await scrape()).split('\n').filter(line => line.startsWith('counterfoil_probe'));
    expect(lines).toEqual(['counterfoil_probe{of="sound"} 3']);
    expect(probe.log.filter(line => line['metric'] === 'counterfoil_probe')).toHaveLength(2);
  });

  it('forget a sample that its reading no longer has', async () => {
    let samples = [{ labels: { of: 'gone' }, value: 1 }];
    probe.metrics.read({ name: 'counterfoil_passing', help: 'Of this test.', labelNames: ['of'] }, () => samples);
    expect(await scrape()).toContain('counterfoil_passing{of="gone"} 1');
    samples = [];
    expect(await scrape()).not.toContain('counterfoil_passing{of="gone"}');
  });
});
