import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, Message } from 'kafkajs';
import { openClient, openProducer } from '../src/kafka/client.ts';
import { extentsOf } from '../src/kafka/lag.ts';
import { quiet } from './publishing.ts';

/** What a broker, an operator or a stranger may do to topics behind the product's back. */
export interface TestTopics {
  /** The topics that contexts speak on. */
  readonly topics: readonly string[];
  /** Appends every message of them once more, key and headers included. Answers how many. */
  repeat(): Promise<number>;
  /** Appends what is no event of ours. */
  poison(topic: string): Promise<void>;
  /** Has every group begin again where its topics begin; none may have an instance that runs. */
  rewind(): Promise<void>;
  close(): Promise<void>;
}

const ofContexts = (topic: string): boolean => /^counterfoil\.[a-z_-]+\.v1$/.test(topic);

/** All that is in a topic now. */
const messagesOf = async (client: Kafka, admin: Admin, topic: string): Promise<readonly Message[]> => {
  const extents = Array.from((await extentsOf(admin, [topic])).values());
  const count = Number(extents.reduce((sum, { low, high }) => sum + high - low, 0n));
  const messages: Message[] = [];
  if (count === 0) return messages;
  const groupId = `test-topics-${randomUUID()}`;
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 100 });
  const { promise: allRead, resolve: done } = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { key, value, headers } }) => {
      if (messages.push({ key, value, ...(headers && { headers }) }) === count) done();
    },
  });
  await allRead;
  await consumer.disconnect();
  await admin.deleteGroups([groupId]);
  return messages.slice(0, count);
};

const rewindGroup = async (admin: Admin, groupId: string): Promise<void> => {
  for (const { topic } of await admin.fetchOffsets({ groupId }))
    await admin.resetOffsets({ groupId, topic, earliest: true });
};

/** Hands on the topics of a product's broker. */
export const openTestTopics = async (brokers: readonly string[]): Promise<TestTopics> => {
  const client = openClient(brokers, 'test-topics', quiet);
  const [admin, producer] = [client.admin(), openProducer(client)];
  await Promise.all([admin.connect(), producer.connect()]);
  const topics = (await admin.listTopics()).filter(ofContexts);
  return {
    topics,
    repeat: async () => {
      let count = 0;
      for (const topic of topics) {
        const messages = await messagesOf(client, admin, topic);
        await producer.send({ topic, messages: [...messages] });
        count += messages.length;
      }
      return count;
    },
    poison: async topic => {
      await producer.send({ topic, messages: [{ key: 'poison', value: '{"not":"ours"}' }] });
    },
    rewind: async () => {
      for (const { groupId } of (await admin.listGroups()).groups) await rewindGroup(admin, groupId);
    },
    close: async () => {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
};
