// A consumer to be killed: says what it handled, and hangs on key `hang` (see MessagingUnderTest.spawnSubscriber).
import { openPostgresEventStore } from '@counterfoil/event-sourcing';
import { Pool } from 'pg';
import { HAPPENED, heard } from '../src/contract/messaging-under-test.ts';
import { KafkaMessaging } from '../src/kafka/kafka-messaging.ts';
import { LogMessaging } from '../src/log-messaging.ts';
import { publisherOf, quiet } from './publishing.ts';

interface Work {
  readonly url: string;
  readonly group: string;
  readonly topic: string;
  /** Null: on the log. */
  readonly brokers: readonly string[] | null;
}

const { url, group, topic, brokers } = JSON.parse(process.argv[2] ?? '') as Work;
const store = await openPostgresEventStore({ url });
const pool = new Pool({ connectionString: url });
const given = { store, pool, log: quiet };
const kafka = { partitions: 1, replication: 1, clientId: 'subscriber', sessionTimeoutMs: 6_000 };
const messaging = brokers
  ? await KafkaMessaging.open({ ...given, ...kafka, brokers, publishers: [] })
  : new LogMessaging({ ...given, publishers: [publisherOf(topic)] });
const never = new Promise<void>(() => {});

messaging.subscribe({
  group,
  topics: [topic],
  types: [HAPPENED],
  handle: async event => {
    const { key, n } = heard(event);
    if (key === 'hang') {
      process.stdout.write(`hanging ${key} ${n}\n`);
      await never;
    }
    process.stdout.write(`handled ${key} ${n}\n`);
  },
});
