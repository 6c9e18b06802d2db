import { migrate, type Schema } from '@counterfoil/platform/postgres';
import type { Pool, PoolClient } from 'pg';

/** The table of projection checkpoints. */
export const projectionSchema: Schema = { name: 'projection', migrations: new URL('./migrations/', import.meta.url) };

/** Brings it into being. */
export const migrateProjections = (pool: Pool): Promise<void> =>
  migrate(pool, projectionSchema.name, projectionSchema.migrations);

/** Where the projection under `key` stands; creates its row at 0. */
export const readCheckpoint = async (pool: Pool, key: string): Promise<bigint> => {
  const { rows } = await pool.query<{ position: string }>({
    name: 'projection-checkpoint',
    text: 'select position from projection.checkpoints where name = $1',
    values: [key],
  });
  if (rows[0]) return BigInt(rows[0].position);
  await pool.query('insert into projection.checkpoints (name, position) values ($1, 0) on conflict do nothing', [key]);
  return readCheckpoint(pool, key);
};

/** Moves the checkpoint; false when it is not at `from`: another process has applied these events meanwhile. */
export const moveCheckpoint = async (client: PoolClient, key: string, from: bigint, to: bigint): Promise<boolean> => {
  const { rowCount } = await client.query({
    name: 'projection-move-checkpoint',
    text: 'update projection.checkpoints set position = $3 where name = $1 and position = $2',
    values: [key, String(from), String(to)],
  });
  return rowCount === 1;
};
