export { EmbeddedPostgresError } from './embedded-postgres-error.ts';
export { startEmbeddedPostgres } from './start.ts';
