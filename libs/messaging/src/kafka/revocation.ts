import { PartitionAssigners } from 'kafkajs';
import type { PartitionAssigner } from 'kafkajs';

/**
 * Has an instance let go of what it holds before it joins its group, so that the next holder of a partition does not
 * begin what this one is still at. kafkajs has no hook for that; but right before each join, and at no other time, a
 * consumer asks its cluster for the group's coordinator.
 */
export const lettingGo =
  (letGo: () => Promise<void>): PartitionAssigner =>
  config => {
    const { cluster } = config;
    const findCoordinator = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async group => {
      await letGo();
      return findCoordinator(group);
    };
    return PartitionAssigners.roundRobin(config);
  };
