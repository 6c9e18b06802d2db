export { migrate } from './migrate.ts';
export { inTransaction } from './transaction.ts';
