import type { Admin } from 'kafkajs';
import { streamOf } from './arrival.ts';

/** Between which offsets each partition of some topics has its messages, by `topic/partition`. */
export type Extents = ReadonlyMap<string, { readonly low: bigint; readonly high: bigint }>;

export const extentsOf = async (admin: Admin, topics: readonly string[]): Promise<Extents> => {
  const extents = new Map<string, { readonly low: bigint; readonly high: bigint }>();
  for (const topic of topics)
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      extents.set(streamOf(topic, partition), { low: BigInt(low), high: BigInt(high) });
  return extents;
};

const within = (offset: bigint, { low, high }: { readonly low: bigint; readonly high: bigint }): bigint =>
  offset < low ? low : offset > high ? high : offset;

/** How many messages a group is done with, wherever its instances run, of how many that were in its topics then. */
export const standingOf = async (
  admin: Admin,
  group: string,
  topics: readonly string[],
  extents: Extents,
): Promise<{ readonly done: bigint; readonly end: bigint }> => {
  let [done, end] = [0n, 0n];
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics: [...topics] }))
    for (const { partition, offset } of partitions) {
      const extent = extents.get(streamOf(topic, partition));
      if (!extent) continue;
      // -1: nothing is committed yet.
      done += within(BigInt(offset), extent);
      end += extent.high;
    }
  return { done, end };
};
