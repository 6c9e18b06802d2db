import { jest } from '@jest/globals';
import { eventually } from '@counterfoil/testing';
import { openLogMessaging, TOPIC } from '../test/log-harness.ts';
import { publisherOf, quiet } from '../test/publishing.ts';
import { keysNamed, listen, rounds } from './contract/messaging-under-test.ts';
import { LogMessaging } from './log-messaging.ts';
import { messagingContract } from './messaging.contract.ts';

messagingContract('the log', openLogMessaging);

describe('messaging on the log', () => {
  it('writes no row for a message, but a checkpoint now and then', async () => {
    const topic = await openLogMessaging();
    const query = jest.spyOn(topic.pool, 'query');
    const connect = jest.spyOn(topic.pool, 'connect');
    const messaging = new LogMessaging({ ...topic, publishers: [publisherOf(TOPIC)], log: quiet });
    const { messages } = listen(topic, messaging, 'thrifty');

    await topic.publish(rounds(keysNamed('key', 20), 100));
    await eventually(() => messages.length === 2_000, { timeoutMs: 30_000 });
    await messaging.close();

    const statements = query.mock.calls.map(([statement]) => JSON.stringify(statement));
    const writes = statements.filter(statement => /insert|update|delete/i.test(statement));
    expect(writes.length).toBeGreaterThan(0);
    expect(writes.length).toBeLessThan(100);
    for (const write of writes) expect(write).toContain('consumer.checkpoints');
    expect(connect.mock.calls.length).toBe(statements.length);
    await topic.close();
  });

  it('refuses a topic that nobody publishes', async () => {
    const topic = await openLogMessaging();
    const messaging = await topic.messaging();
    expect(() => listen({ ...topic, topic: 'counterfoil.nobody.v1' }, messaging, 'lost')).toThrow(
      'Topic counterfoil.nobody.v1 has no publisher',
    );
    await topic.close();
  });
});
