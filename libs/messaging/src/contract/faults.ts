import { eventually } from '@counterfoil/testing';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { byKey, keysNamed, listen, oneTo, rounds } from './messaging-under-test.ts';
import type { MessagingUnderTest } from './messaging-under-test.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heapUsed = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

/** Restarts, deaths, and handlers that do not come to an end. */
export const faultContract = (current: () => MessagingUnderTest): void => {
  it('goes on after what was handled when a group starts again', async () => {
    const topic = current();
    const before = listen(topic, await topic.messaging(), 'restarted');
    await topic.publish(rounds(['a', 'b'], 10));
    await eventually(() => before.messages.length === 20);
    await before.subscription.stop();

    await topic.publish([{ key: 'a', n: 11 }]);
    const after = listen(topic, await topic.messaging(), 'restarted');
    await eventually(() => after.messages.length > 0);

    expect(after.messages).toEqual([{ key: 'a', n: 11 }]);
  });

  it('loses nothing when a consumer is killed in the middle of a message', async () => {
    const topic = current();
    const keys = keysNamed('key', 10);
    const child = topic.spawnSubscriber('killed');
    const handled = new Set<string>();
    let hanging = false;
    createInterface({ input: child.stdout ?? process.stdin }).on('line', line => {
      if (line.startsWith('handled ')) handled.add(line.slice('handled '.length));
      if (line.startsWith('hanging ')) hanging = true;
    });
    await topic.publish([{ key: 'hang', n: 1 }]);
    // Wave after wave, so that what the group remembers has every occasion to move past the message that hangs.
    for (let n = 1; n <= 50; n += 1) {
      await topic.publish(keys.map(key => ({ key, n })));
      await eventually(() => hanging && handled.size === 10 * n, { timeoutMs: 30_000 });
    }
    await topic.publish(rounds(['late'], 100));
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;

    const { messages } = listen(topic, await topic.messaging(), 'killed');
    const all = () => new Set([...handled, ...messages.map(({ key, n }) => `${key} ${n}`)]);
    await eventually(() => all().size === 601, { timeoutMs: 30_000 });

    expect(messages).toContainEqual({ key: 'hang', n: 1 });
    for (const ofKey of Object.values(byKey(messages))) expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
  });

  it('lets other keys go on beside a slow one', async () => {
    const topic = current();
    const slow = Promise.withResolvers<void>();
    const { messages } = listen(topic, await topic.messaging(), 'uneven', {
      before: ({ key }) => (key === 'slow' ? slow.promise : undefined),
    });
    const keys = keysNamed('quick', 8);

    await topic.publish(rounds(['slow', ...keys], 50));
    await eventually(() => messages.length === 400);
    expect(byKey(messages)).toEqual(Object.fromEntries(keys.map(key => [key, oneTo(50)])));

    slow.resolve();
    await eventually(() => messages.length === 450);
    expect(byKey(messages)['slow']).toEqual(oneTo(50));
  });

  it('holds a bounded number of messages while handlers are stuck', async () => {
    const topic = current();
    const padding = 'x'.repeat(10_240);
    const published = rounds(keysNamed('key', 100), 60).map(message => ({ ...message, padding }));
    await topic.publish(published);
    const before = heapUsed();
    const stuck = Promise.withResolvers<void>();
    let begun = 0;
    const { messages } = listen(topic, await topic.messaging(), 'stuck', {
      concurrency: 16,
      before: () => {
        begun += 1;
        return stuck.promise;
      },
    });
    const witness = listen(topic, await topic.messaging(), 'witness');
    await eventually(() => witness.messages.length === 6_000, { timeoutMs: 60_000 });

    await eventually(() => begun >= 16);
    expect(begun).toBe(16);
    // All of them would be 60 MB.
    expect(heapUsed() - before).toBeLessThan(40_000_000);

    stuck.resolve();
    await eventually(() => messages.length === 6_000, { timeoutMs: 60_000 });
    expect(byKey(messages)).toEqual(byKey(published));
  });
};
