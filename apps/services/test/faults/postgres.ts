import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { freePort } from '@counterfoil/testing';
import type { Pool } from 'pg';

/** A PostgreSQL that may be stopped, and started again at the same port. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const startPostgres = async (dataDir: string): Promise<TestPostgres> => {
  const port = await freePort();
  let server = await startEmbeddedPostgres({ dataDir, port });
  return {
    url: server.url,
    stop: () => server.stop(),
    start: async () => {
      server = await startEmbeddedPostgres({ dataDir, port });
    },
  };
};

/** kill -9 of one server process: PostgreSQL then ends all of them, and recovers from its log as after a crash. */
export const killOneBackend = async (pool: Pool): Promise<void> => {
  const client = await pool.connect();
  // It is to lose its connection.
  client.on('error', () => {});
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]!.pid, 'SIGKILL');
  client.release(true);
};
