import 'reflect-metadata';
import { eventStoreEngine } from '@counterfoil/event-sourcing';
import { ApiKeys } from '@counterfoil/platform/auth';
import { loadSettings, type Settings } from '@counterfoil/platform/config';
import { assertReachable, fail, needed, openPool } from '@counterfoil/process';
import { stopSignal } from '@counterfoil/process/stop-signal';
import type { Passwords } from './database/apply-grants.ts';
import { ROLES } from './database/grants.ts';
import { migrateEverything } from './database/migrate-everything.ts';

// `npm run migrate`: brings the database of `DATABASE_URL`, and a log in PostgreSQL, to this version. Each role takes its
// password from a variable named after it, such as COUNTERFOIL_PAYMENT_PASSWORD; one without keeps what it has.
// The merchants of `SANDBOX_API_KEY` are registered.

const stop = stopSignal();

const passwordsOf = ({ rolePasswords }: Settings): Passwords =>
  Object.fromEntries(ROLES.flatMap(role => (rolePasswords[role] === null ? [] : [[role, rolePasswords[role]]])));

const registerKeys = async (databaseUrl: string, apiKeys: Settings['apiKeys']): Promise<void> => {
  const pool = openPool({ connectionString: databaseUrl, max: 1 });
  try {
    await new ApiKeys(pool).register(apiKeys);
  } finally {
    await pool.end();
  }
};

try {
  const settings = loadSettings(process.env, 'migrate');
  const { eventStoreUrl, apiKeys } = settings;
  const databaseUrl = needed('DATABASE_URL', settings.databaseUrl);
  await assertReachable('DATABASE_URL', databaseUrl, stop);
  const isInPostgres = eventStoreUrl === null || eventStoreEngine(eventStoreUrl) === 'postgres';
  const eventStore = isInPostgres ? (eventStoreUrl ?? databaseUrl) : null;
  await migrateEverything({ database: databaseUrl, eventStore }, passwordsOf(settings));
  await registerKeys(databaseUrl, apiKeys);
  process.stdout.write('The database is of this version, and every role has its rights\n');
} catch (error) {
  if (error !== stop.reason) fail(error, 'The database could not be brought up to date');
}
process.exit(0);
