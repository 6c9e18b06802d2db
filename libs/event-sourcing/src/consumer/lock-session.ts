import { Client, type Pool } from 'pg';

/** After how much silence either side asks whether the other is there, seconds. */
const IDLE_S = 5;

/** A session of a machine without power or network ends within about ten seconds, not after the hours that TCP waits. */
const KEEPALIVE = `set tcp_keepalives_idle = ${IDLE_S}; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3;
                   set tcp_user_timeout = ${(IDLE_S + 2 * 3) * 1_000}`;

/**
 * Connects, outside the pool, a session that holds advisory locks for as long as it lives. Both sides notice within
 * seconds that the other is gone; `onLost` is told why (twice, perhaps).
 */
export const openLockSession = async (
  pool: Pool,
  onLost: (reason: Error, session: Client) => void,
): Promise<Client> => {
  const client = new Client({ ...pool.options, keepAlive: true, keepAliveInitialDelayMillis: IDLE_S * 1_000 });
  client.on('error', error => onLost(error, client));
  client.on('end', () => onLost(new Error('The connection that holds the lock was closed'), client));
  await client.connect();
  try {
    await client.query(KEEPALIVE);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
};
