export { stopTestPostgres as default } from './test-run.ts';
