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

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the log of a request', () => {
  it('is one line with the ids that its answer has, its route, status, duration and actor', async () => {
    const { headers } = await request(probe.url)
      .get('/v1/orders/ord_secret')
      .set('authorization', `Bearer ${KEY}`)
      .set('traceparent', `00-${trace}-00f067aa0ba902b7-01`);
    const line = await eventually(() => probe.log.find(each => each['request_id'] === headers['x-request-id']));
    expect(line).toEqual({
      level: 'info',
      time: expect.any(String),
      method: 'GET',
      route: '/v1/orders/:id',
      status: 200,
      ms: expect.any(Number),
      actor: expect.stringMatching(/^key_[0-9a-f]{8}$/),
      request_id: headers['x-request-id'],
      trace_id: trace,
      span_id: String(headers['traceparent']).split('-')[2],
      msg: 'request',
    });
  });

  it('has the trace of the request in every line that its work writes, after its body was read too', async () => {
    const talk = (id: string) =>
      request(probe.url)
        .post('/v1/orders/talking')
        .set('authorization', `Bearer ${KEY}`)
        .set('traceparent', `00-${id}-00f067aa0ba902b7-01`)
        .send({ amount: 1 })
        .expect(201);
    const traces = Array.from({ length: 10 }, (_, at) => trace.slice(0, -1) + String(at));
    await Promise.all(traces.map(talk));
    for (const id of traces)
      expect(probe.log.filter(line => line['trace_id'] === id && line['level'] === 'warn')).toMatchObject([
        { msg: 'before' },
        { msg: 'after' },
      ]);
  });

  it('says of probes only to a developer that they came', async () => {
    const { headers } = await request(probe.url).get('/healthz');
    const line = await eventually(() => probe.log.find(each => each['request_id'] === headers['x-request-id']));
    expect(line).toMatchObject({ level: 'debug', route: '/healthz' });
  });
});
