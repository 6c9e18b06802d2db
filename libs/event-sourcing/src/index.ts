export { storeWith } from './store-with.ts';
export { Aggregate, appendedEventId } from './aggregate.ts';
export type { Cause, Handled, Loaded } from './aggregate.ts';
export type { Refusal } from './decider.ts';
export { eventCodec } from './event-codec.ts';
export type { EventCodec, TypedEvent } from './event-codec.ts';
export type { EventStore } from './event-store.ts';
export { EventStoreRefused, EventStoreUnreachable, EventStoreUrlInvalid } from './event-store-errors.ts';
export { FoldedStates } from './folded-states.ts';
export type { Begun } from './folded-states.ts';
export { eventStoreEngine, openEventStore } from './open-event-store.ts';
export { eventLogSchema, openPostgresEventStore } from './postgres/postgres-event-store.ts';
export { aggregateRows } from './projection/aggregate-rows.ts';
export { migrateProjections, projectionSchema } from './projection/checkpoint.ts';
export { projectionKey } from './projection/projection.ts';
export type { Projection } from './projection/projection.ts';
export { resetProjection } from './projection/reset-projection.ts';
export { runProjection } from './projection/run-projection.ts';
export type { JsonObject, NewEvent, RecordedEvent } from './recorded-event.ts';
export { tracedEventStore } from './traced-event-store.ts';
export { StreamWatch } from './stream-watch.ts';
export type { StreamFollower } from './stream-follower.ts';
export {
  Attempts,
  consumerSchema,
  DeadLetters,
  KeyedLanes,
  LazyCheckpoint,
  LowWaterMark,
  migrateConsumers,
  openLockSession,
  readConsumerCheckpoint,
  readConsumerStandings,
  REDRIVE_CHANNEL,
  runKeyedConsumer,
  stopsReader,
  takeConsumerLock,
} from './consumer/index.ts';
export type { ConsumerLog, DeadLetter, GivenUp, KeyedConsumer, Letter, RetryOptions } from './consumer/index.ts';
