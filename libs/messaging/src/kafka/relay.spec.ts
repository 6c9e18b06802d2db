import { readConsumerCheckpoint } from '@counterfoil/event-sourcing';
import { eventually } from '@counterfoil/testing';
import { describeOnKafka, testBrokers } from '@counterfoil/testing/kafka';
import { Kafka as Binding } from 'cloudevents';
import { once } from 'node:events';
import { openKafka, PARTITIONS } from '../../test/kafka-harness.ts';
import type { KafkaUnderTest } from '../../test/kafka-harness.ts';
import { spawnBeside } from '../../test/publishing.ts';
import { readTopic } from '../../test/topic-reader.ts';
import type { TopicReader } from '../../test/topic-reader.ts';
import { byKey, keysNamed, oneTo, rounds } from '../contract/messaging-under-test.ts';
import { header } from './message.ts';
import { relayName } from './relay.ts';

describeOnKafka('a relay', () => {
  let kafka: KafkaUnderTest;
  let reader: TopicReader | undefined;

  const read = async () => (reader = await readTopic(testBrokers, kafka.topic));
  const heard = ({ messages }: TopicReader) =>
    messages.map(({ key, value }) => ({ key: String(key), n: (JSON.parse(String(value)) as { n: number }).n }));

  beforeEach(async () => {
    kafka = await openKafka(testBrokers);
  });
  afterEach(async () => {
    await reader?.close();
    reader = undefined;
    await kafka.close();
  });

  it('publishes CloudEvents in binary mode under the id of their aggregate, with trace and payment', async () => {
    await kafka.open();
    await kafka.publish([{ key: 'a', n: 1, paymentId: 'pay_1' }]);
    const { messages } = await read();
    await eventually(() => messages.length === 1);
    const [message] = messages;
    if (!message) throw new Error('unreachable');
    const headers = Object.fromEntries(Object.keys(message.headers ?? {}).map(name => [name, header(message, name)]));

    expect(String(message.key)).toBe('a');
    expect(JSON.parse(String(message.value))).toEqual({ n: 1 });
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: expect.stringMatching(/^evt_[0-9a-z]{26}$/),
      ce_type: 'io.counterfoil.test.happened.v1',
      ce_source: '/counterfoil/test',
      ce_subject: 'a',
      ce_time: '2026-11-21T10:00:00.000Z',
      ce_merchantid: 'mer_test',
      ce_paymentid: 'pay_1',
      ce_traceparent: headers['traceparent'],
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
    });
    const event = Binding.toEvent({ headers, body: '', value: String(message.value) } as never);
    expect(event).toMatchObject({ id: headers['ce_id'], data: { n: 1 }, merchantid: 'mer_test' });
  });

  it('makes its topic with the partitions that are set, and keeps each aggregate in one of them', async () => {
    await kafka.open();
    const keys = keysNamed('key', 12);
    await kafka.publish(rounds(keys, 5));
    const reading = await read();
    await eventually(() => reading.messages.length === 60);

    expect(byKey(heard(reading))).toEqual(Object.fromEntries(keys.map(key => [key, oneTo(5)])));
    const partitionsOf = Map.groupBy(reading.messages, ({ key }) => String(key));
    for (const ofKey of partitionsOf.values()) expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
    const admin = reading.client.admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [kafka.topic] });
    await admin.disconnect();
    expect(topics[0]?.partitions).toHaveLength(PARTITIONS);
    expect(new Set(reading.messages.map(({ partition }) => partition)).size).toBe(PARTITIONS);
  });

  it('repeats what was published, and omits nothing, when it is killed before its checkpoint moves', async () => {
    const blocker = await kafka.pool.connect();
    await blocker.query('begin; lock table consumer.checkpoints in exclusive mode');
    const child = spawnBeside('./relay-process.ts', { url: kafka.url, topic: kafka.topic, brokers: testBrokers });
    await once(child.stdout!, 'data');
    await kafka.publish(rounds(['a'], 3));
    const reading = await read();
    await eventually(() => reading.messages.length === 3, { timeoutMs: 20_000 });
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;
    // The server would still carry out what the dead process asked for.
    const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => (await blocker.query(`select pg_terminate_backend(pid) ${waiting}`)).rowCount === 0);
    await blocker.query('rollback');
    blocker.release();
    expect(await readConsumerCheckpoint(kafka.pool, relayName(kafka.topic))).toBe(0n);

    await kafka.open();
    await kafka.publish([{ key: 'a', n: 4 }]);
    await eventually(() => reading.messages.length === 7, { timeoutMs: 20_000 });

    expect(byKey(heard(reading))).toEqual({ a: [1, 2, 3, 1, 2, 3, 4] });
    const ids = reading.messages.map(message => header(message, 'ce_id'));
    expect(ids.slice(3, 6)).toEqual(ids.slice(0, 3));
  });

  it('is one over all processes, and another takes over when it stops', async () => {
    const [first] = [await kafka.open(), await kafka.open()];
    await kafka.publish(rounds(['a'], 10));
    const reading = await read();
    await eventually(() => reading.messages.length >= 10);
    await first.close();
    await kafka.publish(rounds(['a'], 20).slice(10));
    await eventually(() => reading.messages.length >= 20);
    expect(byKey(heard(reading))).toEqual({ a: oneTo(20) });
  });
});
