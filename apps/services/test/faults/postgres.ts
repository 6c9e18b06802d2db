import type { Pool } from 'pg';

/** kill -9 of one server process: PostgreSQL then ends all of them, and recovers from its log as after a crash. */
export const killOneBackend = async (pool: Pool): Promise<void> => {
  const client = await pool.connect();
  // It is to lose its connection.
  client.on('error', () => {});
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]!.pid, 'SIGKILL');
  client.release(true);
};
