// A process that publishes, to be killed: says that it is at work, and lives on.
import { openPostgresEventStore } from '@counterfoil/event-sourcing';
import { Pool } from 'pg';
import { KafkaMessaging } from '../src/kafka/kafka-messaging.ts';
import { publisherOf, quiet } from './publishing.ts';

interface Work {
  readonly url: string;
  readonly topic: string;
  readonly brokers: readonly string[];
}

const { url, topic, brokers } = JSON.parse(process.argv[2] ?? '') as Work;
const store = await openPostgresEventStore({ url });
await KafkaMessaging.open({
  ...{ store, brokers, log: quiet, pool: new Pool({ connectionString: url }) },
  ...{ partitions: 3, replication: 1, clientId: 'relay', publishers: [publisherOf(topic)] },
});
process.stdout.write('publishing\n');
