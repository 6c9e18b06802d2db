export { Aggregate } from './aggregate.ts';
export type { AggregateDefinition, Cause, Handled, Loaded } from './aggregate.ts';
export type { Decider, Decision, EventOf, Refusal, TransitionTable } from './decider.ts';
export { eventCodec, UnreadableEvent } from './event-codec.ts';
export type { EventCodec, EventSchemas, TypedEvent, Upcasters } from './event-codec.ts';
export type {
  Append,
  AppendResult,
  EventStore,
  ExpectedRevision,
  LogBatch,
  LogFilter,
  ReadLog,
  ReadStream,
} from './event-store.ts';
export { AppendOutcomeUnknown, EventStoreClosed, InvalidAppend } from './event-store-errors.ts';
export { FoldedStates } from './folded-states.ts';
export { openPostgresEventStore } from './postgres/postgres-event-store.ts';
export { aggregateRows } from './projection/aggregate-rows.ts';
export { migrateProjections } from './projection/checkpoint.ts';
export { projectionKey } from './projection/projection.ts';
export type { Projection } from './projection/projection.ts';
export { resetProjection } from './projection/reset-projection.ts';
export { runProjection } from './projection/run-projection.ts';
export type { EventMetadata, JsonObject, NewEvent, RecordedEvent } from './recorded-event.ts';
export { StreamWatch } from './stream-watch.ts';
export { DeadLetters, migrateConsumers, runKeyedConsumer } from './consumer/index.ts';
export type { ConsumerLog, DeadLetter, KeyedConsumer, RetryOptions } from './consumer/index.ts';
