import { inTransaction } from '@counterfoil/platform/postgres';
import type { Pool } from 'pg';
import { projectionKey, type Projection } from './projection.ts';

/**
 * Empties a projection's tables and forgets how far it was, in one transaction: whoever runs it, now or later, begins at
 * the first event of the log.
 */
export const resetProjection = (pool: Pool, projection: Projection): Promise<void> =>
  inTransaction(pool, async client => {
    // The checkpoint before the rows, as the runner does it: two orders could block each other.
    await client.query('delete from projection.checkpoints where name = $1', [projectionKey(projection)]);
    await client.query(`truncate ${projection.tables.join(', ')}`);
  });
