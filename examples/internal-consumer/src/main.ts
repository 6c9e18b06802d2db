// A consumer of another team, as a process: Kafka on one side, its own tables on the other.
import { migrateConsumers } from '@counterfoil/event-sourcing';
import { KafkaMessaging } from '@counterfoil/messaging';
import { createLogger } from '@counterfoil/platform/logging';
import { once } from 'node:events';
import { Pool } from 'pg';
import { dailyTotals, GROUP } from './daily-totals.ts';
import { readSettings } from './settings.ts';
import { migrateTotals } from './totals.ts';

const log = createLogger('info');

const run = async (): Promise<void> => {
  const { kafka, databaseUrl } = readSettings(process.env);
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

  await using stack = new AsyncDisposableStack();
  const pool = new Pool({ connectionString: databaseUrl, application_name: GROUP });
  stack.defer(() => pool.end());
  pool.on('error', error => log.warn(error, 'an idle database connection was lost'));
  await migrateConsumers(pool);
  await migrateTotals(pool);

  const messaging = await KafkaMessaging.open({ ...kafka, clientId: GROUP, pool, log, store: null, publishers: [] });
  // Lets what is in hand finish: nothing is counted halfway, and the next start goes on behind it.
  stack.defer(() => messaging.close());
  const { stopped } = messaging.subscribe(dailyTotals(pool));
  log.info({ group: GROUP }, 'listening');
  await Promise.race([stopped, once(stop.signal, 'abort')]);
};

await run().catch((error: unknown) => {
  log.fatal(error instanceof Error ? error : { error }, 'cannot go on');
  process.exitCode = 1;
});
