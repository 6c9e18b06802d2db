import { Agent, request as send } from 'undici';
import { eventually, testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import { shutDown } from './shut-down.ts';
import { KEY, startProbe } from './test/probe-application.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.drop());

const held = async () => {
  const entered = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const probe = await startProbe(database.pool, { gates: { entered: entered.resolve, opened: opened.promise } });
  const dispatcher = new Agent({ keepAliveTimeout: 60_000 });
  const headers = { authorization: `Bearer ${KEY}` };
  const answer = send(`${probe.url}/v1/orders/slow`, { dispatcher, headers });
  answer.catch(() => 'awaited by the test that expects it');
  await entered.promise;
  return { probe, answer, dispatcher, open: opened.resolve };
};

describe('shutting down', () => {
  it('finishes what is in flight, accepts nothing more and keeps no connection alive', async () => {
    const { probe, answer, dispatcher, open } = await held();
    const closed = shutDown(probe.application, 60_000);
    await eventually(() =>
      fetch(`${probe.url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    open();
    expect((await answer).statusCode).toBe(200);
    await (await answer).body.dump();
    await closed;
    await dispatcher.close();
  });

  it('cuts what is still running at the deadline', async () => {
    const { probe, answer, dispatcher, open } = await held();
    await shutDown(probe.application, 50);
    await expect(answer).rejects.toThrow();
    open();
    await dispatcher.close();
  });
});
