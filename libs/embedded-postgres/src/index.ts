export { startEmbeddedPostgres } from './start.ts';
export type { EmbeddedPostgres } from './start.ts';
