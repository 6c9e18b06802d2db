import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
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
  let inHand = 0;
  const arrived = (): void => {
    inHand += 1;
    entered.resolve();
  };
  const probe = await startProbe(database.pool, { gates: { entered: arrived, opened: opened.promise } });
  const dispatcher = new Agent({ keepAliveTimeout: 60_000 });
  const headers = { authorization: `Bearer ${KEY}` };
  const answer = send(`${probe.url}/v1/orders/slow`, { dispatcher, headers });
  answer.catch(() => 'awaited by the test that expects it');
  await entered.promise;
  return { probe, answer, dispatcher, open: opened.resolve, inHand: () => inHand };
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

  it('answers what arrives meanwhile on a connection that is open, and closes that', async () => {
    const { probe, answer, dispatcher, open, inHand } = await held();
    const socket = connect(Number(new URL(probe.url).port), '127.0.0.1');
    const request = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n\r\n`;
    socket.write(request('/v1/orders/slow'));
    await eventually(() => inHand() === 2);
    const closed = shutDown(probe.application, 60_000);
    const arrived = once(probe.application.getHttpServer(), 'request');
    socket.write(request('/healthz'));
    await arrived;
    open();
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(answers).toContain('Connection: close');
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
