import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Pool } from 'pg';

/** A part of the database, and the folder of the numbered .sql files that make its tables. */
export interface Schema {
  readonly name: string;
  readonly migrations: URL;
}

/** The database is of another version of this program. The message is one line, and says what to do. */
export class SchemaMismatch extends Error {}

/** Which migrations of a schema this program knows, and which the database has had. */
interface Standing {
  readonly schema: string;
  readonly known: readonly string[];
  readonly done: readonly string[];
}

const knownIn = async (dir: URL): Promise<readonly string[]> =>
  (await readdir(dir))
    .filter(file => file.endsWith('.sql'))
    .map(file => basename(file, '.sql'))
    .sort();

const doneIn = async (pool: Pool, schema: string): Promise<readonly string[]> => {
  const { rows: tables } = await pool.query<{ found: string | null }>('select to_regclass($1) as found', [
    `"${schema}".migrations`,
  ]);
  if (tables[0]?.found == null) return [];
  const { rows } = await pool.query<{ name: string }>(`select name from "${schema}".migrations order by id`);
  return rows.map(({ name }) => name);
};

export const readStanding = async (pool: Pool, schema: string, dir: URL): Promise<Standing> => {
  const [known, done] = await Promise.all([knownIn(dir), doneIn(pool, schema)]);
  return { schema, known, done };
};

/** Whether nothing is left to migrate. */
export const isThere = ({ known, done }: Standing): boolean => known.every(name => done.includes(name));

/** What a newer program made of the tables, this one would read wrongly. @throws SchemaMismatch */
export const assertNotNewer = ({ schema, known, done }: Standing): void => {
  const unknown = done.filter(name => !known.includes(name));
  if (unknown.length === 0) return;
  throw new SchemaMismatch(
    `The database schema ${schema} is newer than this program (it has ${unknown.join(', ')}): start the newer version, ` +
      'or restore a backup of before it',
  );
};

export const schemaOlder = ({ schema, known, done }: Standing): SchemaMismatch => {
  const missing = known.filter(name => !done.includes(name)).join(', ');
  return new SchemaMismatch(
    `The database schema ${schema} is older than this program (it lacks ${missing}): run npm run migrate, or set MIGRATE=1`,
  );
};
