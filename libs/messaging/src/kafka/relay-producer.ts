import type { Kafka, Message, RecordMetadata } from 'kafkajs';
import { openProducer } from './client.ts';
import { wholeTopicPartitioner } from './whole-topic.ts';

type Taken = Pick<RecordMetadata, 'partition' | 'baseOffset'>;

/**
 * What of a topic's partitions a broker may not take back: the offsets that come next. `chosen`: how many messages of a
 * batch went to which partition. @throws when the answer leaves out a partition, or has offsets that were given before
 */
export class TakenOffsets {
  private readonly next = new Map<number, bigint>();

  constructor(private readonly topic: string) {}

  check(chosen: ReadonlyMap<number, number>, taken: readonly Taken[]): void {
    const offsets = new Map(taken.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? -1)]));
    for (const [partition, count] of chosen) {
      const offset = offsets.get(partition) ?? -1n;
      if (offset < 0n) throw new Error(`Partition ${partition} of ${this.topic} has not said that it took a message`);
      if (offset < (this.next.get(partition) ?? 0n))
        throw new Error(`Partition ${partition} of ${this.topic} has lost messages that it had taken`);
      this.next.set(partition, offset + BigInt(count));
    }
  }
}

/**
 * Sends to one topic, each batch once: a failure is the caller's to repeat, from where it is sure. The client's own
 * repetitions and its idempotence are not used: it has answered that messages were sent that were in no partition.
 */
export const openRelayProducer = (client: Kafka, topic: string) => {
  const chosen = new Map<number, number>();
  const producer = openProducer(client, {
    retry: { retries: 0 },
    createPartitioner: () => {
      const choose = wholeTopicPartitioner();
      return args => {
        const partition = choose(args);
        chosen.set(partition, (chosen.get(partition) ?? 0) + 1);
        return partition;
      };
    },
  });
  const offsets = new TakenOffsets(topic);
  return {
    connect: () => producer.connect(),
    disconnect: () => producer.disconnect(),
    /** @throws unless every message is where its partition says; how many are is then not known */
    send: async (messages: Message[]): Promise<void> => {
      chosen.clear();
      const taken = await producer.send({ topic, messages, acks: -1 });
      offsets.check(chosen, taken);
    },
  };
};

export type RelayProducer = ReturnType<typeof openRelayProducer>;
