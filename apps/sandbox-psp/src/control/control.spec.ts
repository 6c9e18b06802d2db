import { fastify } from 'fastify';
import { pino } from 'pino';
import { alpha } from '../alpha/protocol.ts';
import { answerErrors } from '../errors.ts';
import { FaultQueue } from '../faults/fault-queue.ts';
import type { Psp } from '../psp.ts';
import { controlRoutes } from './routes.ts';
import { runningPsp, type RunningPsp } from '../../test/running-psp.ts';

let psp: RunningPsp;
beforeAll(async () => (psp = await runningPsp()));
afterAll(() => psp.stop());

it('lists all operations, oldest first, when no reference is given', async () => {
  await psp.charge('ch_1', '4242424242424242');
  await psp.refund('ch_1', 100, 're_1');
  await psp.charge('ch_2', '4000000000000002');
  const { status, body } = await psp.send('GET', '/control/charges');
  expect(status).toBe(200);
  expect(body.data.map(({ reference }: { reference: string }) => reference)).toEqual(['ch_1', 're_1', 'ch_2']);
  expect(body.data[1]).toEqual({
    ...{ provider: 'alpha', reference: 're_1', charge: 'ch_1', operation: 'refund', amount: 100, currency: 'TRY' },
    ...{ status: 'succeeded', calls: 1, at: expect.any(String) },
  });
});

it('answers an empty list for a reference that it has never seen', async () =>
  expect((await psp.send('GET', '/control/charges?reference=ch_nowhere')).body).toEqual({ data: [] }));

it('refuses a query it does not know', async () =>
  expect(await psp.send('GET', '/control/charges?refrence=ch_1')).toMatchObject({
    status: 422,
    body: { error: 'invalid_request', errors: [{ pointer: '/refrence' }] },
  }));

it('accepts every fault', async () => {
  const faults = [
    ...['drop_before', 'drop_after', 'error_before', 'error_after', 'delay_before', 'hang', 'malformed'],
    ...['wrong_amount', 'wrong_currency', 'duplicate_callback', 'no_callback', 'late_callback', 'reordered_callbacks'],
    ...['rate_limited', 'contradict'],
  ];
  for (const fault of faults) expect((await psp.fault(fault, { delay_ms: 1 })).status).toBe(201);
  await psp.noFaults();
});

it.each([
  ['/fault', { fault: 'explode', times: 1 }],
  ['/times', { fault: 'drop_before', times: 0 }],
  ['/times', { fault: 'drop_before' }],
  ['/operation', { fault: 'drop_before', times: 1, operation: 'charge' }],
  ['/operation', { fault: 'drop_before', times: 1, operation: 'dispute' }],
  ['/provider', { fault: 'drop_before', times: 1, provider: 'omega' }],
  ['/delay_ms', { fault: 'hang', times: 1 }],
  ['/delay_ms', { fault: 'hang', times: 1, delay_ms: -1 }],
  ['/surprise', { fault: 'drop_before', times: 1, surprise: true }],
  ['', []],
])('refuses a fault that is wrong at %s', async (pointer, body) => {
  const refused = await psp.send('POST', '/control/faults', body);
  expect(refused.status).toBe(422);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(refused.body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
});

it('refuses what is not JSON', async () => {
  const text = await fetch(`${psp.url}/control/faults`, { method: 'POST', body: 'drop_before' });
  expect(text.status).toBe(422);
});

it.each([
  ['127.0.0.1', 204],
  ['::1', 204],
  ['::ffff:127.0.0.1', 204],
  ['10.0.0.1', 403],
  ['::ffff:10.0.0.1', 403],
])('answers %s with %s: it serves the loopback interface only', async (remoteAddress, status) => {
  const app = fastify().setErrorHandler(answerErrors(pino({ level: 'silent' }), alpha));
  app.register(controlRoutes({ faults: new FaultQueue() } as Psp));
  expect((await app.inject({ method: 'DELETE', url: '/faults', remoteAddress })).statusCode).toBe(status);
});
