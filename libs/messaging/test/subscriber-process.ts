// A consumer to be killed: says what it handled, and hangs on key `hang` (see MessagingUnderTest.spawnSubscriber).
import { openPostgresEventStore } from '@counterfoil/event-sourcing';
import { Pool } from 'pg';
import { HAPPENED, heard } from '../src/contract/messaging-under-test.ts';
import { LogMessaging } from '../src/log-messaging.ts';
import { quiet, testPublisher, TOPIC } from './log-harness.ts';

const url = process.env['DATABASE_URL'] ?? '';
const store = await openPostgresEventStore({ url });
const pool = new Pool({ connectionString: url });
const messaging = new LogMessaging({ store, pool, publishers: [testPublisher], log: quiet });
const never = new Promise<void>(() => {});

messaging.subscribe({
  group: process.argv[2] ?? 'killed',
  topics: [TOPIC],
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
