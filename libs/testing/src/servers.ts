import { offerTestKafka, stopTestKafka } from './test-kafka.ts';
import { startTestPostgres, stopTestPostgres } from './test-run.ts';

/** Jest's globalSetup. */
export const startServers = async (): Promise<void> => {
  await startTestPostgres();
  await offerTestKafka();
};

/** Jest's globalTeardown. */
export const stopServers = async (): Promise<void> => {
  await stopTestKafka();
  await stopTestPostgres();
};
