import type { EventStore } from '@counterfoil/event-sourcing';
import { KafkaMessaging, KafkaUnreachable, LogMessaging, type Messaging, type Publisher } from '@counterfoil/messaging';
import type { Settings } from '@counterfoil/platform/config';
import type { Logger } from '@counterfoil/platform/logging';
import type { Pool } from 'pg';
import { StartFailure } from './start-failure.ts';

/** What carries messages between contexts stands on. */
interface Carried {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly publishers: readonly Publisher[];
  /** The topics of the contexts that run here. */
  readonly speaksOn: readonly string[];
  readonly log: Logger;
}

const openKafka = async (
  url: string,
  { speaksOn, publishers, ...carried }: Carried,
  { kafkaPartitions, kafkaReplication }: Settings,
): Promise<Messaging> => {
  try {
    return await KafkaMessaging.open({
      ...carried,
      publishers: publishers.filter(({ topic }) => speaksOn.includes(topic)),
      brokers: url.replace(/^kafka:\/\//, '').split(','),
      clientId: 'counterfoil',
      partitions: kafkaPartitions,
      replication: kafkaReplication,
    });
  } catch (error) {
    throw error instanceof KafkaUnreachable ? new StartFailure(error.message) : error;
  }
};

/** Kafka keeps no order between topics: a group that needs one reads the log, which has it. */
const withOrder = (kafka: Messaging, log: Messaging): Messaging => ({
  relays: kafka.relays,
  subscribe: subscription => (subscription.orderedBy === 'payment' ? log : kafka).subscribe(subscription),
  // They keep them in one table.
  listDeadLetters: group => kafka.listDeadLetters(group),
  redrive: (group, key) => kafka.redrive(group, key),
  close: async () => {
    await log.close();
    await kafka.close();
  },
});

/** Kafka, where `MESSAGING_URL` names one; otherwise the log itself, in which everybody reads. @throws StartFailure */
export const openMessaging = async (carried: Carried, settings: Settings): Promise<Messaging> => {
  const log = new LogMessaging(carried);
  return settings.messagingUrl === null
    ? log
    : withOrder(await openKafka(settings.messagingUrl, carried, settings), log);
};
