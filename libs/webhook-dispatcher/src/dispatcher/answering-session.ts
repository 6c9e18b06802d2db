import type { Client, QueryConfig, QueryResultRow } from 'pg';
import type { Session } from '../read-model/due-deliveries.ts';

/**
 * The session that holds the lock, which ends when it leaves a statement unanswered for `patienceMs`: while an answer is owed,
 * TCP does not ask whether the other side is there, and the server may have given the lock to another process long ago.
 */
export const answeringSession = (client: Client, patienceMs: number): Session => ({
  query: async <Row extends QueryResultRow>(statement: string | QueryConfig) => {
    // With a statement under way that hangs up, which fails the statement, and tells whoever holds the lock.
    const deadline = setTimeout(() => void client.end(), patienceMs);
    try {
      return await client.query<Row>(statement);
    } finally {
      clearTimeout(deadline);
    }
  },
});
