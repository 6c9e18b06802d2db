import { consumerSchema, projectionSchema } from '@counterfoil/event-sourcing';
import { idempotencySchema } from '@counterfoil/platform/idempotency';
import { assertMigrated, migrate, type Schema } from '@counterfoil/platform/postgres';
import { vaultSchema } from '@counterfoil/vault';
import type { Pool } from 'pg';

/** What every context stands on, in the database of the read models. */
export const foundation: readonly Schema[] = [consumerSchema, projectionSchema, vaultSchema, idempotencySchema];

/** Brings tables up to date, one schema after the other, or with `isAllowed` false only looks. @throws SchemaMismatch */
export const bringUp = async (pool: Pool, schemas: readonly Schema[], isAllowed: boolean): Promise<void> => {
  for (const { name, migrations } of schemas)
    await (isAllowed ? migrate(pool, name, migrations) : assertMigrated(pool, name, migrations));
};
