export { EmbeddedPostgresError } from './embedded-postgres-error.ts';
export { makeFolder } from './make-folder.ts';
export { startEmbeddedPostgres } from './start.ts';
