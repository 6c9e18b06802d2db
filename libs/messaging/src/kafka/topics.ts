import type { Admin, ITopicConfig } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How topics are made; those that are there stay as they are: to add partitions would move keys. */
export interface TopicSettings {
  /** More let more instances share the work. */
  readonly partitions: number;
  /** Copies of each message, on as many brokers. */
  readonly replication: number;
}

const KNOWN_MS = 15_000;
const POLL_MS = 50;

/** Larger than any event that the edge lets come to be. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Where the messages that a group gave up on are for others to see. */
export const deadLetterTopic = (group: string): string => `counterfoil.${group}.dead-letters.v1`;

const configOf = (topic: string, partitions: number, replication: number): ITopicConfig => ({
  topic,
  numPartitions: partitions,
  replicationFactor: replication,
  configEntries: [
    // A new group begins at the beginning, and the log keeps everything too.
    { name: 'retention.ms', value: '-1' },
    { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
    // A message is acknowledged when it would survive the loss of one broker.
    { name: 'min.insync.replicas', value: String(Math.max(1, replication - 1)) },
  ],
});

/** A broker learns of a topic a moment after its controller has made it. @throws what the broker says for too long */
const untilKnown = async (admin: Admin, topics: string[]): Promise<void> => {
  const deadline = performance.now() + KNOWN_MS;
  for (;;) {
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics });
      if (known.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
};

const create = async (admin: Admin, topics: ITopicConfig[]): Promise<void> => {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !there.has(topic));
  if (missing.length === 0) return;
  // Answers false when another process was faster.
  await admin.createTopics({ topics: missing, waitForLeaders: false });
  await untilKnown(
    admin,
    missing.map(({ topic }) => topic),
  );
};

export const ensureTopics = (admin: Admin, topics: readonly string[], settings: TopicSettings): Promise<void> =>
  create(
    admin,
    topics.map(topic => configOf(topic, settings.partitions, settings.replication)),
  );

/** One partition: what is in it is in the order in which it was given up on. */
export const ensureDeadLetterTopic = (admin: Admin, group: string, { replication }: TopicSettings): Promise<void> =>
  create(admin, [configOf(deadLetterTopic(group), 1, replication)]);
