import { eventually } from '@counterfoil/testing';
import { CloudEvent } from 'cloudevents';
import type { PublicEvent } from '../public-event.ts';
import { byKey, HAPPENED, heard, keysNamed, listen, NOTED, oneTo, rounds } from './messaging-under-test.ts';
import type { MessagingUnderTest } from './messaging-under-test.ts';

/** Who gets which message, and in which order. */
export const deliveryContract = (current: () => MessagingUnderTest): void => {
  it('delivers a message until its handler succeeds', async () => {
    const topic = current();
    const tries: number[] = [];
    const { messages } = listen(topic, await topic.messaging(), 'stubborn', {
      before: ({ n }) => {
        tries.push(n);
        if (tries.length < 4) throw new Error('not yet');
      },
    });

    await topic.publish([{ key: 'a', n: 1 }]);
    await eventually(() => messages.length === 1);

    expect(tries).toEqual([1, 1, 1, 1]);
    expect(await (await topic.messaging()).listDeadLetters('stubborn')).toEqual([]);
  });

  it('keeps the order of each key while keys run side by side and handlers fail in the middle', async () => {
    const topic = current();
    const keys = keysNamed('key', 20);
    const failed = new Set<string>();
    const { messages } = listen(topic, await topic.messaging(), 'orderly', {
      before: async ({ key, n }) => {
        await new Promise(resolve => setImmediate(resolve));
        const id = `${key} ${n}`;
        if (n % 7 !== 0 || failed.has(id)) return;
        failed.add(id);
        throw new Error('the first try fails');
      },
    });

    await topic.publish(rounds(keys, 50));
    await eventually(() => messages.length === 1_000, { timeoutMs: 30_000 });

    expect(byKey(messages)).toEqual(Object.fromEntries(keys.map(key => [key, oneTo(50)])));
    expect(failed.size).toBe(20 * 7);
  });

  it('says when a group is done with what is published, and when it is not in time', async () => {
    const topic = current();
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const { messages, subscription } = listen(topic, await topic.messaging(), 'settling', { before: () => opened });

    await topic.publish([{ key: 'a', n: 1 }]);
    expect(await subscription.settled(50)).toBe(false);
    open();
    expect(await subscription.settled(10_000)).toBe(true);
    expect(messages).toEqual([{ key: 'a', n: 1 }]);
  });

  it('delivers everything to each of two groups', async () => {
    const topic = current();
    const messaging = await topic.messaging();
    const [one, other] = [listen(topic, messaging, 'one'), listen(topic, messaging, 'other')];
    const published = rounds(keysNamed('key', 5), 20);

    await topic.publish(published);
    await eventually(() => one.messages.length >= 100 && other.messages.length >= 100);

    expect(byKey(one.messages)).toEqual(byKey(published));
    expect(byKey(other.messages)).toEqual(byKey(published));
  });

  it('delivers each message to one of the instances of a group', async () => {
    const topic = current();
    const instances = [
      listen(topic, await topic.messaging(), 'twins'),
      listen(topic, await topic.messaging(), 'twins'),
    ];
    const witness = listen(topic, await topic.messaging(), 'witness');
    const published = rounds(keysNamed('key', 10), 30);
    const all = () => instances.flatMap(({ messages }) => messages);

    await topic.publish(published);
    await eventually(() => all().length >= 300 && witness.messages.length === 300, { timeoutMs: 30_000 });

    expect(byKey(all())).toEqual(byKey(published));
  });

  it('delivers to a group that comes later from the beginning', async () => {
    const topic = current();
    const published = rounds(['a', 'b'], 10);
    await topic.publish(published);
    const { messages } = listen(topic, await topic.messaging(), 'latecomer');
    await eventually(() => messages.length === 20);

    await topic.publish([{ key: 'a', n: 11 }]);
    await eventually(() => messages.length === 21);

    expect(byKey(messages)).toEqual({ a: oneTo(11), b: oneTo(10) });
  });

  it('delivers the types that were asked for, and no other', async () => {
    const topic = current();
    const everything = listen(topic, await topic.messaging(), 'everything', { types: [HAPPENED, NOTED] });
    const noted = listen(topic, await topic.messaging(), 'noted', { types: [NOTED] });

    await topic.publish([
      { key: 'a', n: 1 },
      { key: 'a', n: 2, type: 'test.noted' },
      { key: 'a', n: 3 },
      { key: 'a', n: 4, type: 'test.noted' },
    ]);
    await eventually(() => everything.messages.length === 4 && noted.messages.length === 2);

    expect(byKey(noted.messages)).toEqual({ a: [2, 4] });
    expect(byKey(everything.messages)).toEqual({ a: oneTo(4) });
  });

  it('delivers CloudEvents 1.0 with the same id to every group and at every try', async () => {
    const topic = current();
    const deliveries: PublicEvent[] = [];
    const keep = (event: PublicEvent) => void deliveries.push(event);
    listen(topic, await topic.messaging(), 'first', { handle: async event => keep(event) });
    listen(topic, await topic.messaging(), 'second', {
      handle: async event => {
        keep(event);
        if (deliveries.length < 3) throw new Error('once more');
      },
    });

    await topic.publish([{ key: 'a', n: 1 }]);
    await eventually(() => deliveries.length >= 3);

    const [event] = deliveries;
    if (!event) throw new Error('unreachable');
    expect(new CloudEvent({ ...event }).validate()).toBe(true);
    expect(event).toMatchObject({ type: HAPPENED, subject: 'a', source: '/counterfoil/test', merchantid: 'mer_test' });
    expect(event.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(heard(event)).toEqual({ key: 'a', n: 1 });
    for (const other of deliveries) expect(other).toEqual(event);
  });
};
