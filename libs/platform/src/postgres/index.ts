export { assertMigrated, migrate } from './migrate.ts';
export { SchemaMismatch } from './standing.ts';
export type { Schema } from './standing.ts';
export { inTransaction } from './transaction.ts';
