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
export type { EventMetadata, JsonObject, NewEvent, RecordedEvent } from './recorded-event.ts';
export type { Decider, Decision, Refusal, TransitionTable } from './decider.ts';
