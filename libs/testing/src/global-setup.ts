export { startTestPostgres as default } from './test-run.ts';
