import { EventStoreDBClient } from '@eventstore/db-client';
import { encodeAppend, type EncodedAppend } from '../encode-append.ts';
import type { Append, AppendResult, EventStore, LogBatch, ReadLog, ReadStream } from '../event-store.ts';
import { EventStoreClosed, EventStoreUrlInvalid } from '../event-store-errors.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { AppendCall } from './append-call.ts';
import { appendToOne } from './appends.ts';
import type { Client } from './client-reads.ts';
import { connectionString } from './connection-string.ts';
import { readLast, readLog, readStream } from './log-reads.ts';
import { subscription } from './subscription.ts';

/** The event log in EventStoreDB or KurrentDB. Positions are commit positions: they grow, with gaps. */
class EventStoreDbEventStore implements EventStore {
  private readonly call: AppendCall;
  private readonly closing = new AbortController();
  private readonly inFlight = new Set<Promise<unknown>>();
  private closed: Promise<void> | undefined;

  constructor(private readonly client: Client) {
    this.call = new AppendCall(client);
  }

  /** @throws InvalidAppend AppendOutcomeUnknown EventStoreClosed EventStoreRefused */
  async append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    if (this.closed) throw new EventStoreClosed();
    // Everything is checked before anything is sent.
    const answers = this.send(appends.map(encodeAppend));
    this.inFlight.add(answers);
    try {
      return await answers;
    } finally {
      this.inFlight.delete(answers);
    }
  }

  readStream(stream: string, options: ReadStream = {}): AsyncIterable<RecordedEvent> {
    return readStream(this.client, stream, options);
  }

  async *readAll({ after, filter = {}, signal }: ReadLog): AsyncGenerator<LogBatch, void> {
    const head = await this.head();
    if (after < head && !signal?.aborted) yield* readLog(this.client, after, head, { filter, signal });
  }

  subscribe({ signal, ...from }: ReadLog): AsyncIterable<LogBatch> {
    const ends = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal;
    return subscription(this.client, { ...from, signal: ends });
  }

  async head(): Promise<bigint> {
    return (await this.last())?.position ?? 0n;
  }

  last(): Promise<RecordedEvent | undefined> {
    return readLast(this.client);
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  /** Streams side by side, the appends to one stream in their order. */
  private async send(appends: readonly EncodedAppend[]): Promise<readonly AppendResult[]> {
    const latest = new Map<string, Promise<unknown>>();
    const answers = appends.map(append => {
      const before = latest.get(append.stream) ?? Promise.resolve();
      const answer = before.then(() => appendToOne(this.call, this.client, append));
      latest.set(append.stream, answer);
      return answer;
    });
    await Promise.allSettled(answers);
    return Promise.all(answers);
  }

  private async end(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.inFlight);
    dispose(this.client);
  }
}

/** Cancels every call. The client would have us wait for each to be read to its end, which a reader who left never does. */
const dispose = (client: Client): void => void client.dispose();

const openClient = (url: string): Client => {
  const readable = connectionString(url);
  try {
    return EventStoreDBClient.connectionString(readable);
  } catch (error) {
    // Of the client's errors only those about files are left, and they name no secret.
    throw new EventStoreUrlInvalid(error instanceof Error ? error.message : String(error));
  }
};

/**
 * Opens the log at an `esdb://` or `kurrentdb://` URL; waits up to `patienceMs` for a server that is not there yet.
 * @throws EventStoreUrlInvalid EventStoreRefused EventStoreUnreachable
 */
export const openEventStoreDbEventStore = async ({
  url,
  patienceMs = 0,
}: {
  readonly url: string;
  readonly patienceMs?: number;
}): Promise<EventStore> => {
  const client = openClient(url);
  try {
    await readLast(client, { patienceMs });
    return new EventStoreDbEventStore(client);
  } catch (error) {
    dispose(client);
    throw error;
  }
};
