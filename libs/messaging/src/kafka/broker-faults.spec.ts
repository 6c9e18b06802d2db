import { startEmbeddedKafka } from '@counterfoil/embedded-kafka';
import type { EmbeddedKafka } from '@counterfoil/embedded-kafka';
import { eventually } from '@counterfoil/testing';
import { describeOnKafka } from '@counterfoil/testing/kafka';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafka } from '../../test/kafka-harness.ts';
import type { KafkaUnderTest } from '../../test/kafka-harness.ts';
import { byKey, keysNamed, listen, oneTo } from '../contract/messaging-under-test.ts';
import type { Heard } from '../contract/messaging-under-test.ts';

// A broker of their own: the others' is not to be stopped.
describeOnKafka('while the broker is away', () => {
  let dataDir: string;
  let broker: EmbeddedKafka;
  let kafka: KafkaUnderTest;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-broker-'));
    broker = await startEmbeddedKafka({ dataDir });
  });
  afterAll(async () => {
    await broker.stop();
    await rm(dataDir, { recursive: true });
  });
  beforeEach(async () => {
    kafka = await openKafka(broker.brokers);
    await kafka.open();
  });
  afterEach(() => kafka.close());

  const keys = keysNamed('key', 10);

  /** Publishes wave after wave, as many as told by `until`, and answers how many. */
  const publishing = (until: Promise<unknown>): Promise<number> => {
    let isOver = false;
    void until.then(() => (isOver = true));
    const wave = async (n: number): Promise<number> => {
      await kafka.publish(keys.map(key => ({ key, n })));
      await new Promise(resolve => setTimeout(resolve, 20));
      return isOver ? n : wave(n + 1);
    };
    return wave(1);
  };

  const expectAll = async (messages: readonly Heard[], each: number) => {
    const ofKeys = () => messages.filter(({ key }) => key !== 'meanwhile');
    const isComplete = () => new Set(ofKeys().map(({ key, n }) => `${key} ${n}`)).size === keys.length * each;
    await eventually(isComplete, { timeoutMs: 40_000 });
    // What came twice came in runs: without repetitions each key is in order.
    for (const ofKey of Object.values(byKey(ofKeys()))) expect([...new Set(ofKey)]).toEqual(oneTo(each));
  };

  it.each([
    ['stopped and started again', () => broker.stop()],
    ['killed and started again', () => broker.kill()],
  ])('%s, what is in the log is published and handled when it is back, in order by key', async (_, end) => {
    const { messages } = listen(kafka, await kafka.messaging(), 'steadfast');
    const outage = async () => {
      await eventually(() => messages.length > 50);
      await end();
      const handled = messages.length;
      await kafka.publish([{ key: 'meanwhile', n: 1 }]);
      await broker.start();
      await eventually(() => messages.length > handled, { timeoutMs: 40_000 });
    };
    const each = await publishing(outage());
    await eventually(() => messages.some(({ key }) => key === 'meanwhile'), { timeoutMs: 40_000 });
    await expectAll(messages, each);
  });

  it('says where to look when no broker answers at the start', async () => {
    const nobody = await openKafka(['127.0.0.1:1']);
    await expect(nobody.open()).rejects.toThrow(
      /^MESSAGING_URL: no Kafka answers at 127\.0\.0\.1:1 \(.+\); check host and port, and that it runs$/,
    );
    await nobody.close();
  });

  it('says what to change when the broker does not make its topics', async () => {
    const greedy = await openKafka(broker.brokers);
    await expect(greedy.open({ replication: 3 })).rejects.toThrow(
      /does not make our topics .+ KAFKA_REPLICATION brokers$/,
    );
    await greedy.close();
  });
});
