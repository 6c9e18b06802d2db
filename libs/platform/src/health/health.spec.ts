import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import request from 'supertest';
import { startProbe } from '../http/test/probe-application.ts';
import type { Probe } from '../http/test/probe-application.ts';
import { Readiness } from './readiness.ts';

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

describe('health', () => {
  it('is alive when it answers', async () => {
    const answer = await request(probe.url).get('/healthz');
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
  });

  it('is ready when every part is, and names those that are not', async () => {
    let works = true;
    probe.readiness.register('log', async () => {});
    probe.readiness.register('provider', async () => {
      if (!works) throw new Error('postgres://user:hunter2@db refused');
    });
    expect((await request(probe.url).get('/readyz')).status).toBe(200);
    works = false;
    const answer = await request(probe.url).get('/readyz');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.body).toMatchObject({ code: 'not_ready', detail: 'Not ready: provider. Try again shortly.' });
    const logged = JSON.stringify(probe.log.filter(line => line['trace_id'] === answer.body.trace_id));
    expect(logged).toContain('refused');
    expect(logged).not.toContain('hunter2');
  });
});

describe('a part that hangs', () => {
  it('counts as failing, and is not asked again before it answers', async () => {
    const readiness = new Readiness();
    let asked = 0;
    readiness.register('stuck', () => {
      asked += 1;
      return new Promise(() => {});
    });
    const [first, second] = await Promise.all([readiness.failing(), readiness.failing()]);
    expect([first, second].map(failing => failing.map(({ name }) => name))).toEqual([['stuck'], ['stuck']]);
    expect(asked).toBe(1);
  });

  it('holds up no other part that throws at once', async () => {
    const readiness = new Readiness();
    readiness.register('hasty', () => {
      throw new Error('no');
    });
    expect((await readiness.failing()).map(({ name }) => name)).toEqual(['hasty']);
  });
});
