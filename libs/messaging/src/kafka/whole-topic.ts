import { Partitioners } from 'kafkajs';
import type { ICustomPartitioner } from 'kafkajs';

/**
 * The usual choice of a partition by key, from all partitions of a topic only. A broker that has just started may know of
 * some: kafkajs would then choose among those, and leave out a message for one that is missing without a word, as if it
 * had been sent. @throws when there are gaps, or fewer than before: the send fails, and is tried again
 */
export const wholeTopicPartitioner: ICustomPartitioner = () => {
  const choose = Partitioners.DefaultPartitioner();
  const known = new Map<string, number>();
  return args => {
    const { topic, partitionMetadata } = args;
    const count = partitionMetadata.length;
    const isWhole = partitionMetadata.every(({ partitionId }) => partitionId < count);
    if (!isWhole || count < (known.get(topic) ?? 0))
      throw new Error(`The broker does not know all partitions of ${topic} at the moment`);
    known.set(topic, count);
    return choose(args);
  };
};
