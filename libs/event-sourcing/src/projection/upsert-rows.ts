import type { PoolClient } from 'pg';

/**
 * Inserts or replaces rows by their `id` in one statement, save the columns `kept`, which stay as first inserted. `rows`
 * are JSON values keyed by column name and share one set of columns; names come from code, never from a request.
 */
export const upsertRows = async (
  client: PoolClient,
  table: string,
  rows: readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[],
  kept: readonly string[],
): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const assignments = columns.filter(column => !kept.includes(column)).map(column => `${column} = excluded.${column}`);
  await client.query({
    name: `upsert ${table}`,
    text: `insert into ${table} (${columns.join(', ')})
           select ${columns.join(', ')} from json_populate_recordset(null::${table}, $1)
           on conflict (id) do update set ${assignments.join(', ')}`,
    values: [JSON.stringify(rows)],
  });
};
