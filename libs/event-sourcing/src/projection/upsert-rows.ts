import type { PoolClient } from 'pg';

/**
 * Inserts or replaces whole rows by their `id` in one statement. `rows` are JSON values keyed by column name and share
 * one set of columns; table and columns are names from code, never from a request.
 */
export const upsertRows = async (
  client: PoolClient,
  table: string,
  rows: readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[],
): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const assignments = columns.filter(column => column !== 'id').map(column => `${column} = excluded.${column}`);
  await client.query({
    name: `upsert ${table}`,
    text: `insert into ${table} (${columns.join(', ')})
           select ${columns.join(', ')} from json_populate_recordset(null::${table}, $1)
           on conflict (id) do update set ${assignments.join(', ')}`,
    values: [JSON.stringify(rows)],
  });
};
