export { Aggregate } from './aggregate.ts';
export type { Cause, Handled, Loaded } from './aggregate.ts';
export type { Refusal } from './decider.ts';
export { eventCodec } from './event-codec.ts';
export type { EventCodec, TypedEvent } from './event-codec.ts';
export type { EventStore } from './event-store.ts';
export { FoldedStates } from './folded-states.ts';
export type { Begun } from './folded-states.ts';
export { openPostgresEventStore } from './postgres/postgres-event-store.ts';
export { aggregateRows } from './projection/aggregate-rows.ts';
export { migrateProjections } from './projection/checkpoint.ts';
export { projectionKey } from './projection/projection.ts';
export type { Projection } from './projection/projection.ts';
export { resetProjection } from './projection/reset-projection.ts';
export { runProjection } from './projection/run-projection.ts';
export type { JsonObject, NewEvent, RecordedEvent } from './recorded-event.ts';
export { StreamWatch } from './stream-watch.ts';
export type { StreamFollower } from './stream-follower.ts';
export {
  DeadLetters,
  migrateConsumers,
  openLockSession,
  readConsumerStandings,
  runKeyedConsumer,
  takeConsumerLock,
} from './consumer/index.ts';
export type { ConsumerLog, DeadLetter, KeyedConsumer, RetryOptions } from './consumer/index.ts';
