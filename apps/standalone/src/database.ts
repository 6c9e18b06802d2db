import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
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

const tryToConnect = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined); // It was never connected, or is gone: either is told by connect's error.
  }
};

/** Waits until the server at `url` answers. @throws StartFailure that names `variable`, never the URL */
export const assertReachable = async (variable: string, url: string): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await tryToConnect(url);
    } catch (error) {
      const code = codeOf(error);
      const mayPass = MAY_PASS.has(code) || /timeout/i.test(String(error));
      if (!mayPass)
        throw new StartFailure(
          `${variable}: the database refused the connection (${code}); check user, password and database name`,
        );
      if (performance.now() >= deadline)
        throw new StartFailure(
          `${variable}: the database cannot be reached (${code}); check host and port, and that PostgreSQL runs`,
        );
      await sleep(250);
    }
  }
};

/** The database that `DATABASE_URL` names, or the embedded server in `dataDir`. @throws StartFailure EmbeddedPostgresError */
export const openDatabase = async (url: string | null, dataDir: string): Promise<Database> => {
  if (url === null) return startEmbeddedPostgres({ dataDir });
  await assertReachable('DATABASE_URL', url);
  return { url, stop: async () => {} };
};
