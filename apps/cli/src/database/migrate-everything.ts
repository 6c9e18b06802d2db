import { chargeAttemptSchema } from '@counterfoil/charge-attempt';
import { eventLogSchema } from '@counterfoil/event-sourcing';
import { paymentSchema } from '@counterfoil/payment';
import { merchantsSchema } from '@counterfoil/platform/auth';
import type { Schema } from '@counterfoil/platform/postgres';
import { bringUp, foundation, openPool, usable } from '@counterfoil/process';
import { testClockSchema } from '@counterfoil/service';
import { sessionSchema } from '@counterfoil/session';
import { webhookSchema } from '@counterfoil/webhook-dispatcher';
import { applyGrants, makeRoles, type Passwords } from './apply-grants.ts';

const readModels: readonly Schema[] = [
  ...foundation,
  merchantsSchema,
  testClockSchema,
  sessionSchema,
  paymentSchema,
  chargeAttemptSchema,
  webhookSchema,
];

const prepare = (variable: string, url: string, schemas: readonly Schema[], passwords: Passwords): Promise<void> =>
  usable(variable, async () => {
    const pool = openPool({ connectionString: url, max: 2 });
    try {
      await bringUp(pool, schemas, true);
      await makeRoles(pool, passwords);
      await applyGrants(pool);
    } finally {
      await pool.end();
    }
  });

/**
 * Brings all tables of the product to this version, and gives every service's role its rights; done again it changes
 * nothing. `urls` are those of an owner; `eventStore` is null when the log is not in PostgreSQL.
 * @throws StartFailure, SchemaMismatch
 */
export const migrateEverything = async (
  urls: { readonly database: string; readonly eventStore: string | null },
  passwords: Passwords,
): Promise<void> => {
  const isOneDatabase = urls.eventStore === urls.database;
  const schemas = isOneDatabase ? [eventLogSchema, ...readModels] : readModels;
  await prepare('DATABASE_URL', urls.database, schemas, passwords);
  if (urls.eventStore !== null && !isOneDatabase)
    await prepare('EVENT_STORE_URL', urls.eventStore, [eventLogSchema], passwords);
};
