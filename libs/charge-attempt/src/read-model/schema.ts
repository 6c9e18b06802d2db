import type { Schema } from '@counterfoil/platform/postgres';

/** The tables of this context. */
export const chargeAttemptSchema: Schema = {
  name: 'charge_attempt',
  migrations: new URL('./migrations/', import.meta.url),
};
