import type { PoolClient } from 'pg';

/**
 * Inserts rows, which share one set of columns, in one statement; `onConflict` says what becomes of those that are there.
 * Names come from code, never from a request.
 */
export const insertRows = async (
  client: PoolClient,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  onConflict = '',
): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await client.query({
    // PostgreSQL keeps 63 characters of a name: two texts of one table must not meet under it.
    ...(onConflict === '' && { name: `insert ${table}` }),
    text: `insert into ${table} as kept (${columns})
           select ${columns} from json_populate_recordset(null::${table}, $1) ${onConflict}`,
    values: [JSON.stringify(rows)],
  });
};
