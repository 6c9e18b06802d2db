import { eventually } from '@counterfoil/testing';
import { describeOnKafka, testBrokers } from '@counterfoil/testing/kafka';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openKafka, openKafkaMessaging, SESSION_MS } from '../../test/kafka-harness.ts';
import type { KafkaUnderTest } from '../../test/kafka-harness.ts';
import { quiet } from '../../test/publishing.ts';
import { readTopic } from '../../test/topic-reader.ts';
import type { RunningSubscription } from '../messaging.ts';
import { byKey, heard, keysNamed, listen, oneTo, rounds } from '../contract/messaging-under-test.ts';
import { openClient, openProducer } from './client.ts';
import { header } from './message.ts';
import { deadLetterTopic } from './topics.ts';

describeOnKafka('a consumer group', () => {
  let kafka: KafkaUnderTest;
  const client = openClient(testBrokers, 'tester', quiet);

  const send = async (...messages: readonly object[]) => {
    const producer = openProducer(client);
    await producer.connect();
    await producer.send({ topic: kafka.topic, messages: messages as { value: string }[] });
    await producer.disconnect();
  };

  beforeEach(async () => {
    kafka = await openKafkaMessaging(testBrokers);
  });
  afterEach(() => kafka.close());

  it('hands over a message that was published twice twice, with one id, in its place', async () => {
    const ids: string[] = [];
    const { messages } = listen(kafka, await kafka.messaging(), 'twice', {
      handle: async event => {
        ids.push(event.id);
        messages.push(heard(event));
      },
    });
    await kafka.publish(rounds(['a'], 2));
    await eventually(() => messages.length === 2);
    const { messages: published, close } = await readTopic(testBrokers, kafka.topic);
    await eventually(() => published.length === 2);
    await close();
    const [, second] = published;
    await send({ key: second?.key, value: second?.value, headers: second?.headers });
    await kafka.publish([{ key: 'a', n: 3 }]);
    await eventually(() => messages.length === 4);

    expect(byKey(messages)['a']?.toSorted()).toEqual([1, 2, 2, 3]);
    expect(new Set(ids).size).toBe(3);
  });

  it('hears the whole topic again when its offsets are set back', async () => {
    const { messages, subscription } = listen(kafka, await kafka.messaging(), 'again');
    await kafka.publish(rounds(keysNamed('key', 5), 20));
    await eventually(() => messages.length === 100);
    await subscription.stop();
    const admin = client.admin();
    await admin.connect();
    await admin.resetOffsets({ groupId: kafka.group('again'), topic: kafka.topic, earliest: true });
    await admin.disconnect();

    const replayed = listen(kafka, await kafka.messaging(), 'again');
    await eventually(() => replayed.messages.length === 100);
    expect(byKey(replayed.messages)).toEqual(byKey(messages));
  });

  it('puts a message that is none of ours aside with its bytes, and goes on', async () => {
    const messaging = await kafka.messaging();
    const { messages } = listen(kafka, messaging, 'poisoned');
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    await send(
      { key: 'a', value: bytes },
      { key: 'a', value: '{', headers: { ce_type: 'io.counterfoil.test.happened.v1', ce_id: 'evt_x' } },
      { key: 'a', value: null, headers: { ce_type: 'com.example.other' } },
    );
    await kafka.publish(rounds(['a'], 3));
    await eventually(async () => (await messaging.listDeadLetters('poisoned')).length === 2);
    await eventually(() => messages.length === 3);

    const [first, second] = (await messaging.listDeadLetters('poisoned')).toSorted((a, b) =>
      a.type < b.type ? 1 : -1,
    );
    expect(first).toMatchObject({ type: 'unreadable', state: 'dead', attempts: 1 });
    expect(first?.error).toMatch(/^Not a CloudEvent of ours/);
    expect(second).toMatchObject({ type: 'io.counterfoil.test.happened.v1', state: 'dead' });
    const { rows } = await kafka.pool.query<{ message: object }>(
      `select message from consumer.dead_letters where type = 'unreadable'`,
    );
    expect(rows[0]?.message).toEqual({ key: 'a', headers: {}, value: bytes.toString('base64'), encoding: 'base64' });
    expect(await messaging.redrive('poisoned', first?.key)).toBe(1);
    await eventually(async () => (await messaging.listDeadLetters('poisoned')).some(({ attempts }) => attempts === 2));
  });

  it('shows what it gave up on in its dead-letter topic, with the reason and where it came from', async () => {
    const messaging = await kafka.messaging();
    listen(kafka, messaging, 'refusing', {
      retry: { maxAttempts: 2, initialDelayMs: 1 },
      before: () => {
        throw new Error('cannot be handled');
      },
    });
    await kafka.publish(rounds(['a'], 2));
    await eventually(async () => (await messaging.listDeadLetters('refusing')).length === 2);
    const { messages, close } = await readTopic(testBrokers, deadLetterTopic(kafka.group('refusing')));
    await eventually(() => messages.length === 1);
    await close();

    const [dead] = messages;
    if (!dead) throw new Error('unreachable');
    expect(String(dead.key)).toBe('a');
    expect(JSON.parse(String(dead.value))).toEqual({ n: 1 });
    expect(header(dead, 'ce_type')).toBe('io.counterfoil.test.happened.v1');
    expect(header(dead, 'counterfoil-error')).toBe('cannot be handled');
    expect(header(dead, 'counterfoil-attempts')).toBe('2');
    expect(header(dead, 'counterfoil-origin')).toMatch(new RegExp(`^${kafka.topic}/\\d/0$`));
  });

  /** Publishes to `keys`, wave after wave, until `isEnough`; answers how many to each. */
  const publishUntil = async (keys: readonly string[], isEnough: () => boolean): Promise<number> => {
    let n = 0;
    await eventually(
      async () => {
        n += 1;
        await kafka.publish(keys.map(key => ({ key, n })));
        return isEnough();
      },
      { timeoutMs: 30_000 },
    );
    return n;
  };

  const untilDone = ({ standing }: RunningSubscription, count: number) =>
    eventually(
      async () => {
        const { done, end } = await standing();
        return end === BigInt(count) && done === end;
      },
      { timeoutMs: 30_000 },
    );

  it('shares the work with an instance that joins under load: nothing lost, each key in order', async () => {
    const keys = keysNamed('key', 30);
    const busy = { before: () => new Promise<void>(resolve => setImmediate(resolve)) };
    const one = listen(kafka, await kafka.messaging(), 'shared', busy);
    const other = listen(kafka, await kafka.messaging(), 'shared', busy);
    const early = await publishUntil(['early'], () => one.messages.length + other.messages.length > 20);
    const late = listen(kafka, await kafka.messaging(), 'shared', busy);
    const each = await publishUntil(keys, () => [one, other, late].every(({ messages }) => messages.length > 50));
    await untilDone(one.subscription, early + keys.length * each);

    const all = byKey([one, other, late].flatMap(({ messages }) => messages));
    for (const key of keys) expect(new Set(all[key])).toEqual(new Set(oneTo(each)));
    for (const { messages } of [one, other, late])
      for (const ofKey of Object.values(byKey(messages))) expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
  });

  it('lets a dead instance’s share go to the others within seconds', async () => {
    const keys = keysNamed('key', 20);
    const handled = new Set<string>();
    const child = kafka.spawnSubscriber('bereft');
    createInterface({ input: child.stdout! }).on('line', line => handled.add(line.replace('handled ', '')));
    const survivor = listen(kafka, await kafka.messaging(), 'bereft');
    const atFirst = await publishUntil(keys, () => handled.size > 0 && survivor.messages.length > 0);
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;
    const late = keysNamed('late', 20);
    await kafka.publish(rounds(late, 5));
    await untilDone(survivor.subscription, keys.length * atFirst + 100);

    for (const { key, n } of survivor.messages) handled.add(`${key} ${n}`);
    expect(handled.size).toBe(keys.length * atFirst + 100);
    expect(new Set(survivor.messages.filter(({ n }) => n === 5).map(({ key }) => key)).size).toBeGreaterThanOrEqual(20);
  });

  it('does not take an instance for dead while a handler is longer at work than its session', async () => {
    const tries: string[] = [];
    const finish = Promise.withResolvers<void>();
    const { messages } = listen(kafka, await kafka.messaging(), 'patient', {
      before: async ({ key }) => {
        tries.push(key);
        if (key === 'slow') await finish.promise;
      },
    });
    await kafka.publish([{ key: 'slow', n: 1 }]);
    await eventually(() => tries.length === 1);
    const longEnough = performance.now() + 1.3 * SESSION_MS;
    for (let n = 1; performance.now() < longEnough; n += 1) {
      await kafka.publish([{ key: 'quick', n }]);
      await eventually(() => messages.length === n);
    }
    finish.resolve();
    await eventually(() => messages.some(({ key }) => key === 'slow'));
    expect(tries.filter(key => key === 'slow')).toHaveLength(1);
  });

  it('keeps one payment’s messages apart in time, whatever aggregate they are about, when asked to', async () => {
    const under = new Set<string>();
    const overlaps: string[] = [];
    const { messages } = listen(kafka, await kafka.messaging(), 'by-payment', {
      orderedBy: 'payment',
      before: async ({ key }) => {
        const payment = key.slice(0, 4);
        if (under.has(payment)) overlaps.push(payment);
        under.add(payment);
        await new Promise<void>(resolve => setImmediate(resolve));
        under.delete(payment);
      },
    });
    const aggregates = ['pay1-a', 'pay1-b', 'pay1-c', 'pay2-a', 'pay2-b'];
    await kafka.publish(rounds(aggregates, 20).map(message => ({ ...message, paymentId: message.key.slice(0, 4) })));
    await eventually(() => messages.length === 100);
    expect(overlaps).toEqual([]);
  });
});

describeOnKafka('a consumer group without a publisher', () => {
  it('waits for its topic’s events, and says how far it is', async () => {
    const kafka = await openKafka(testBrokers);
    const { messages, subscription } = listen(kafka, await kafka.messaging(), 'early');
    await kafka.publish([{ key: 'a', n: 1 }]);
    expect(await subscription.settled(200)).toBe(false);
    await kafka.open();
    expect(await subscription.settled(20_000)).toBe(true);
    expect(messages).toEqual([{ key: 'a', n: 1 }]);
    expect(await subscription.standing()).toEqual({ done: 1n, end: 1n });
    await kafka.close();
  });
});
