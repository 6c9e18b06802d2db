export { migrateConsumers } from './checkpoint.ts';
export { takeConsumerLock } from './consumer-lock.ts';
export { DeadLetters } from './dead-letters.ts';
export type { DeadLetter } from './dead-letters.ts';
export { runKeyedConsumer } from './keyed-consumer.ts';
export type { KeyedConsumer } from './keyed-consumer.ts';
export { openLockSession } from './lock-session.ts';
export type { ConsumerLog, RetryOptions } from './options.ts';
export { readConsumerStandings } from './standing.ts';
