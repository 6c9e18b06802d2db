import { migrate, type Schema } from '@counterfoil/platform/postgres';
import { Pool, type ClientConfig } from 'pg';
import type { Append, AppendResult, EventStore, LogBatch, ReadLog, ReadStream } from '../event-store.ts';
import { EventStoreClosed } from '../event-store-errors.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { AppendQueue } from './append-queue.ts';
import { encodeAppend } from '../encode-append.ts';
import { LogListener } from './log-listener.ts';
import { readHead, readLast, readLogPage, readStreamPages } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import { subscription } from './subscription.ts';
import { Tail } from './tail.ts';

/**
 * The event log in one PostgreSQL table. It has connections of its own (one appends, one listens, at most
 * `READERS` read), so that a reader who holds a connection of another pool never waits for itself.
 */
class PostgresEventStore implements EventStore {
  private readonly writer: LogWriter;
  private readonly listener: LogListener;
  private readonly queue: AppendQueue;
  private readonly tail: Tail;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly readers: Pool,
    config: ClientConfig,
    head: bigint,
  ) {
    this.tail = new Tail(head);
    this.writer = new LogWriter(config);
    this.queue = new AppendQueue(async group => {
      const { results, appended } = await this.writer.append(group);
      this.tail.push(appended);
      return results;
    });
    this.listener = new LogListener(config, this.tail, () => this.queue.settled());
  }

  /** @throws InvalidAppend AppendOutcomeUnknown EventStoreClosed */
  async append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    if (this.closing) throw new EventStoreClosed();
    return this.queue.add(appends.map(encodeAppend));
  }

  readStream(stream: string, options: ReadStream = {}): AsyncIterable<RecordedEvent> {
    return readStreamPages(this.readers, stream, options);
  }

  async *readAll({ after, filter = {}, signal }: ReadLog): AsyncGenerator<LogBatch, void> {
    const head = await this.head();
    for (let position = after; position < head && !signal?.aborted;) {
      const batch = await readLogPage(this.readers, position, head, filter);
      position = batch.position;
      yield batch;
    }
  }

  subscribe(options: ReadLog): AsyncIterable<LogBatch> {
    return subscription(this.readers, this.tail, options);
  }

  head(): Promise<bigint> {
    return readHead(this.readers);
  }

  last(): Promise<RecordedEvent | undefined> {
    return readLast(this.readers);
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.tail.close();
    await this.queue.idle();
    await Promise.all([this.writer.close(), this.listener.close(), this.readers.end()]);
  }
}

const READERS = 8;

/** The table of events. */
export const eventLogSchema: Schema = { name: 'event_log', migrations: new URL('./migrations/', import.meta.url) };

/** Opens the log in the database at `url`, in the schema `event_log`, which it creates or brings up to date. */
export const openPostgresEventStore = async ({ url }: { readonly url: string }): Promise<EventStore> => {
  const config: ClientConfig = {
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A server that went silent is a lost connection too.
    query_timeout: 10_000,
  };
  const readers = new Pool({ ...config, max: READERS, application_name: 'counterfoil log reader' });
  // An idle connection was lost: the pool opens another when one is wanted.
  readers.on('error', () => {});
  try {
    await migrate(readers, eventLogSchema.name, eventLogSchema.migrations);
    return new PostgresEventStore(readers, config, await readHead(readers));
  } catch (error) {
    await readers.end();
    throw error;
  }
};
