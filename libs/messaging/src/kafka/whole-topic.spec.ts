import type { PartitionMetadata } from 'kafkajs';
import { wholeTopicPartitioner } from './whole-topic.ts';

const partition = (partitionId: number): PartitionMetadata => ({
  ...{ partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] },
});

const send = (choose: ReturnType<typeof wholeTopicPartitioner>, ids: readonly number[], key = 'pay_1'): number =>
  choose({ topic: 't', partitionMetadata: ids.map(partition), message: { key, value: '' } });

describe('a message’s partition', () => {
  it('is the same one for a key, whatever the order in which a broker tells them', () => {
    const choose = wholeTopicPartitioner();
    expect(send(choose, [2, 0, 1])).toBe(send(choose, [0, 1, 2]));
  });

  it('is not chosen while the broker tells some of them: kafkajs would leave the message out, or break its order', () => {
    const choose = wholeTopicPartitioner();
    expect(() => send(choose, [5])).toThrow('does not know all partitions of t');
    send(choose, [0, 1, 2]);
    expect(() => send(choose, [0, 1])).toThrow('does not know all partitions of t');
    expect(send(choose, [0, 1, 2, 3])).toBeLessThan(4);
  });
});
