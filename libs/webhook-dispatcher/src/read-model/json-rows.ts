import type { PoolClient } from 'pg';

/** Share one set of columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of JSON parameter `$number` into `table`, whose rows share the columns of the first. */
export const insertion = (table: string, rows: Rows, number: number): string => {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  return `insert into ${table} as kept (${columns}) select ${columns} from json_populate_recordset(null::${table}, $${number})`;
};

/**
 * Inserts rows, which share one set of columns, in one statement; `onConflict` says what becomes of those that are there.
 * Names come from code, never from a request.
 */
export const insertRows = async (client: PoolClient, table: string, rows: Rows, onConflict = ''): Promise<void> => {
  if (rows.length === 0) return;
  await client.query({
    // PostgreSQL keeps 63 characters of a name: two texts of one table must not meet under it.
    ...(onConflict === '' && { name: `insert ${table}` }),
    text: `${insertion(table, rows, 1)} ${onConflict}`,
    values: [JSON.stringify(rows)],
  });
};
