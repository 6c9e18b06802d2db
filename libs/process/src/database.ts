import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { codeOf, StartFailure } from './start-failure.ts';

/** A database that answers. */
interface Database {
  readonly url: string;
  stop(): Promise<void>;
}

/** How long an unreachable server may take to come up, milliseconds (api.md, "Settings"). */
const PATIENCE_MS = 10_000;

/** Errors of a server that is starting, or not there yet. Anything else will not change by waiting. */
const MAY_PASS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  '57P03',
  '53300',
]);

const tryToConnect = async (url: string, patienceMs: number): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: Math.min(patienceMs, 3_000) });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined); // It was never connected, or is gone: either is told by connect's error.
  }
};

/** Its code, or the one it should have had: a message could repeat the URL. */
const reasonOf = (error: unknown): string => {
  if (/timeout/i.test(String(error))) return 'ETIMEDOUT';
  // What stands before a server that is not up yet takes the connection and drops it.
  return /terminated unexpectedly/.test(String(error)) ? 'ECONNRESET' : codeOf(error);
};

/** Waits until the server at `url` answers. @throws StartFailure that names `variable`, never the URL; the reason of `stop` */
export const assertReachable = async (variable: string, url: string, stop: AbortSignal): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await tryToConnect(url, Math.max(deadline - performance.now(), 100));
    } catch (error) {
      stop.throwIfAborted();
      const reason = reasonOf(error);
      if (!MAY_PASS.has(reason))
        throw new StartFailure(
          `${variable}: the database refused the connection (${reason}); check user, password and database name`,
        );
      if (performance.now() >= deadline)
        throw new StartFailure(
          `${variable}: the database cannot be reached (${reason}); check host and port, and that PostgreSQL runs`,
        );
      await sleep(250);
    }
  }
};

/** Does `work` on the database of `variable`. @throws StartFailure when the database refuses: mostly a right is missing */
export const usable = async <T>(variable: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new StartFailure(
      `${variable}: the database does not take our tables (${codeOf(error)}, ${error.message}); ` +
        'its user must be allowed to create schemas there',
    );
  }
};

/** The database that `DATABASE_URL` names, or the embedded server in `dataDir`. @throws StartFailure EmbeddedPostgresError */
export const openDatabase = async (url: string | null, dataDir: string, stop: AbortSignal): Promise<Database> => {
  if (url === null) return startEmbeddedPostgres({ dataDir });
  await assertReachable('DATABASE_URL', url, stop);
  return { url, stop: async () => {} };
};
