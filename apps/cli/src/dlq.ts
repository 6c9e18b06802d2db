import 'reflect-metadata';
import { deadLetterCommand, DeadLetterUsage } from '@counterfoil/messaging';
import { loadSettings } from '@counterfoil/platform/config';
import { codeOf, fail, openDatabase, openPool, StartFailure } from '@counterfoil/process';
import { stopSignal } from '@counterfoil/process/stop-signal';
import { columns } from './columns.ts';

// `npm run dlq -- list|redrive [--group <group>] [--key <key>]`: what is asked for is done wherever the group runs.

const UNDEFINED_TABLE = '42P01';

const explained = (error: unknown): unknown => {
  if (error instanceof DeadLetterUsage) return new StartFailure(error.message);
  if (codeOf(error) === UNDEFINED_TABLE)
    return new StartFailure('This database has no dead letters yet: npm start makes it');
  return error;
};

const stop = stopSignal();
try {
  const command = deadLetterCommand(process.argv.slice(2));
  await using stack = new AsyncDisposableStack();
  const { databaseUrl, dataDir } = loadSettings(process.env);
  const database = await openDatabase(databaseUrl, dataDir, stop);
  stack.defer(() => database.stop());
  const pool = openPool({ connectionString: database.url, max: 1 });
  stack.defer(() => pool.end());
  const rows = await command(pool);
  process.stdout.write(`${rows.length === 0 ? 'There are no dead letters' : columns(rows)}\n`);
} catch (error) {
  fail(explained(error), 'The dead letters cannot be reached');
}
