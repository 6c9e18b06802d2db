import type { NewEvent, RecordedEvent } from './recorded-event.ts';

/** The last revision a writer has seen, or `no_stream` for the first append. There is no "any". */
export type ExpectedRevision = number | 'no_stream';

/** One stream's events, appended all or none at exactly `expectedRevision`. */
export interface Append {
  readonly stream: string;
  readonly expectedRevision: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/**
 * The answer to one append; `revision` and `position` are those of its last event. `repeated`: these very events were
 * there before, and others may have followed; an adapter that cannot tell says so too.
 */
export type AppendResult =
  | { readonly status: 'appended'; readonly revision: number; readonly position: bigint; readonly repeated: boolean }
  | { readonly status: 'conflict'; readonly stream: string; readonly actual: ExpectedRevision };

/** Which events a reader of the whole log wants. A category is a stream's name before its first `-`. */
export interface LogFilter {
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
}

/** Every matching event up to and including `position` that was not in an earlier batch; `events` may be empty. */
export interface LogBatch {
  readonly events: readonly RecordedEvent[];
  readonly position: bigint;
}

export interface ReadStream {
  readonly direction?: 'forwards' | 'backwards';
  /** First revision to read; default: the first (forwards) or the last (backwards). */
  readonly from?: number;
  readonly limit?: number;
}

export interface ReadLog {
  /** Exclusive: 0n reads from the beginning. */
  readonly after: bigint;
  readonly filter?: LogFilter;
  readonly signal?: AbortSignal;
}

/**
 * The append-only log. Everything else is a view of it.
 * One contract suite (`event-store.contract.ts`) holds for every adapter.
 */
export interface EventStore {
  /**
   * Appends to several streams; each append is answered on its own, in order. The same event ids appended again at the
   * same expected revision answer as the first time did, but for `repeated`.
   * @throws InvalidAppend before anything is appended; AppendOutcomeUnknown when the log could not be reached in time;
   * EventStoreClosed
   */
  append(appends: readonly Append[]): Promise<readonly AppendResult[]>;
  /** Yields nothing for a stream that does not exist. */
  readStream(stream: string, options?: ReadStream): AsyncIterable<RecordedEvent>;
  /** Reads the log in commit order up to its head at the time of the call, then ends. */
  readAll(options: ReadLog): AsyncIterable<LogBatch>;
  /** As `readAll`, then stays: live until `signal` aborts (ends without throwing). Pulls no faster than its consumer. */
  subscribe(options: ReadLog): AsyncIterable<LogBatch>;
  /** Position of the last event, 0n for an empty log. Which position comes before or after it only the log knows. */
  head(): Promise<bigint>;
  /** The last event, undefined for an empty log. */
  last(): Promise<RecordedEvent | undefined>;
  /** Ends every subscription and lets appends in flight finish. */
  close(): Promise<void>;
}
