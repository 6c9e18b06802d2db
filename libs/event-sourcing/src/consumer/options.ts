import type { Pool } from 'pg';
import type { EventStore, LogFilter } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';

/** Where log lines go (pino's shape). */
export interface ConsumerLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Tries of one event: exponential backoff with full jitter between them, then the dead letters. */
export interface RetryOptions {
  /** 10 unless told; `Infinity` never gives up. */
  readonly maxAttempts?: number;
  /** 100 ms unless told; doubles with each try. */
  readonly initialDelayMs?: number;
  /** 30,000 ms unless told. */
  readonly maxDelayMs?: number;
}

/** How a consumer tries what it is handed. */
export interface AttemptOptions {
  /** What the checkpoint and the dead letters are kept under. */
  readonly name: string;
  readonly log: ConsumerLog;
  /** Handlers at work at one time; 64 unless told. A key that waits for its next try does not count. */
  readonly concurrency?: number;
  readonly retry?: RetryOptions;
}

export interface KeyedConsumerOptions extends AttemptOptions {
  readonly store: EventStore;
  /** Of a database with the tables of `migrateConsumers`. */
  readonly pool: Pool;
  readonly filter?: LogFilter;
  /** Events of one key are handled in log order, one at a time; those of different keys side by side. */
  readonly key: (event: RecordedEvent) => string;
  /**
   * Must be idempotent: an event comes again after a failure or a crash, and has to come to an end by itself. An error
   * with `stopsReader: true` (an event nobody here can read) stops the consumer; any other is retried.
   */
  readonly handle: (event: RecordedEvent) => Promise<void>;
}
