import { Pool, type PoolConfig } from 'pg';
import { codeOf } from './start-failure.ts';

/** Connections to one database, which outlives those that are lost; `lost` hears of an idle one by its error's code. */
export const openPool = (config: PoolConfig, lost: (code: string) => void = () => {}): Pool => {
  const pool = new Pool({ keepAlive: true, ...config });
  // Without a listener an idle connection that breaks would end the process; the next query gets another one.
  // Those that are closing may be cut by a server that stops as well.
  pool.on('error', error => {
    if (!pool.ending) lost(codeOf(error));
  });
  // Nor may one that is lost between two statements of a transaction end it: the second statement fails, and says why.
  pool.on('connect', client => client.on('error', () => {}));
  return pool;
};
