import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { TEST_POSTGRES_URL } from './test-run.ts';

/** A database that nobody else uses. */
export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Ends the pool and removes the database, also from under connections left open. */
  drop(): Promise<void>;
}

/** Creates an empty database on the PostgreSQL of the test run. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const server = process.env[TEST_POSTGRES_URL];
  if (server === undefined) throw new Error(`${TEST_POSTGRES_URL} is not set: run the tests through npm test`);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  const pool = new Pool({ connectionString: url.href });
  // `drop … with (force)` ends sockets that `pool.end()` has not closed yet.
  pool.on('error', () => {});
  const drop = async () => {
    await pool.end();
    await administer(server, `drop database ${name} with (force)`);
  };
  return { url: url.href, pool, drop };
};

const administer = async (server: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
