import { eventually } from '@counterfoil/testing';
import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { openClient } from '../src/kafka/client.ts';
import { quiet } from './publishing.ts';

export type ReadMessage = KafkaMessage & { readonly partition: number };

export interface TopicReader {
  readonly client: Kafka;
  /** What came so far. */
  readonly messages: readonly ReadMessage[];
  close(): Promise<void>;
}

/** A plain client of Kafka, as others have it, that reads a topic from its beginning. */
export const readTopic = async (brokers: readonly string[], topic: string): Promise<TopicReader> => {
  const client = openClient(brokers, 'reader', quiet);
  const consumer = client.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
  const messages: ReadMessage[] = [];
  await consumer.connect();
  // A topic that was just made is not known to all of a broker at once.
  await eventually(() => consumer.subscribe({ topics: [topic], fromBeginning: true }).then(() => true));
  await consumer.run({
    eachMessage: async ({ message, partition }) => void messages.push({ ...message, partition }),
  });
  return { client, messages, close: () => consumer.disconnect() };
};
