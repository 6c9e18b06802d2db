export { EmbeddedKafkaError } from './embedded-kafka-error.ts';
export { startEmbeddedKafka } from './start.ts';
export type { EmbeddedKafka } from './start.ts';
