import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type { Pool } from 'pg';
import { assertNotNewer, isThere, readStanding, schemaOlder } from './standing.ts';

/** Brings `schema` to the newest migration of `dir` (numbered .sql files). Safe to run from many processes at once. @throws SchemaMismatch */
export const migrate = async (pool: Pool, schema: string, dir: URL): Promise<void> => {
  const standing = await readStanding(pool, schema, dir);
  assertNotNewer(standing);
  if (isThere(standing)) return;
  const client = await pool.connect();
  try {
    await runner({
      dbClient: client,
      dir: fileURLToPath(dir),
      direction: 'up',
      schema,
      createSchema: true,
      migrationsSchema: schema,
      migrationsTable: 'migrations',
      // Processes that start together take turns.
      advisoryLockMode: 'wait',
      log: () => {},
    });
    await client.query('reset search_path');
  } finally {
    client.release();
  }
};

/** Only looks whether `schema` is what the migrations of `dir` make of it. @throws SchemaMismatch */
export const assertMigrated = async (pool: Pool, schema: string, dir: URL): Promise<void> => {
  const standing = await readStanding(pool, schema, dir);
  assertNotNewer(standing);
  if (!isThere(standing)) throw schemaOlder(standing);
};
