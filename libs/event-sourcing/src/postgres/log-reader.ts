import type { Pool, QueryArrayConfig } from 'pg';
import type { LogBatch, LogFilter, ReadStream } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { AS_TEXT, EVENT_COLUMNS, recordedEvent, type EventRow } from './event-row.ts';

/** Most events in one answer of the database. */
export const PAGE = 512;
/** Most positions that one query looks at: a filter that matches little still moves forward. */
const MAX_SCAN = 16_384n;

type Queryable = Pick<Pool, 'query'>;

const rowsOf = async (db: Queryable, query: Pick<QueryArrayConfig, 'name' | 'text' | 'values'>): Promise<EventRow[]> =>
  (await db.query<EventRow>({ ...query, rowMode: 'array', types: AS_TEXT })).rows;

/** Position of the last event, 0n for an empty log. */
export const readHead = async (db: Queryable): Promise<bigint> => {
  const { rows } = await db.query<{ head: string }>({
    name: 'event-log-head',
    text: 'select coalesce(max(position), 0) as head from event_log.events',
  });
  return BigInt(rows[0]?.head ?? 0);
};

/** The next rows after `after`, at most `PAGE`. */
export const readRows = (db: Queryable, after: bigint): Promise<EventRow[]> =>
  rowsOf(db, {
    name: 'event-log-rows',
    text: `select ${EVENT_COLUMNS} from event_log.events where position > $1 order by position limit ${PAGE}`,
    values: [after],
  });

/** The next matching events after `after`, at most `PAGE`, looking no further than `to`, which the log has reached. */
export const readLogPage = async (db: Queryable, after: bigint, to: bigint, filter: LogFilter): Promise<LogBatch> => {
  const end = after + MAX_SCAN < to ? after + MAX_SCAN : to;
  const rows = await rowsOf(db, {
    name: 'event-log-page',
    text: `select ${EVENT_COLUMNS} from event_log.events where position > $1 and position <= $2
             and ($3::text[] is null or category = any ($3)) and ($4::text[] is null or type = any ($4))
           order by position limit ${PAGE}`,
    values: [after, end, filter.categories ?? null, filter.types ?? null],
  });
  const events = rows.map(recordedEvent);
  const last = events.at(-1);
  return { events, position: last && events.length === PAGE ? last.position : end };
};

const FORWARDS = {
  name: 'event-log-stream-forwards',
  text: `select ${EVENT_COLUMNS} from event_log.events where stream = $1 and revision >= $2 order by revision limit $3`,
};
const BACKWARDS = {
  name: 'event-log-stream-backwards',
  text: `select ${EVENT_COLUMNS} from event_log.events where stream = $1 and revision <= $2 order by revision desc limit $3`,
};
const LAST_REVISION = 2 ** 31 - 1;

/** The last event, undefined for an empty log. */
export const readLast = async (db: Queryable): Promise<RecordedEvent | undefined> => {
  const [row] = await rowsOf(db, {
    name: 'event-log-last',
    text: `select ${EVENT_COLUMNS} from event_log.events order by position desc limit 1`,
    values: [],
  });
  return row && recordedEvent(row);
};

/** A stream's events, one page in memory at a time. */
export const readStreamPages = async function* (
  db: Queryable,
  stream: string,
  { direction = 'forwards', from, limit = Infinity }: ReadStream,
): AsyncGenerator<RecordedEvent, void> {
  const step = direction === 'forwards' ? 1 : -1;
  const query = direction === 'forwards' ? FORWARDS : BACKWARDS;
  let next = Math.min(from ?? (direction === 'forwards' ? 0 : LAST_REVISION), LAST_REVISION);
  for (let left = limit; left > 0; left -= PAGE) {
    const size = Math.min(left, PAGE);
    const rows = await rowsOf(db, { ...query, values: [stream, next, size] });
    for (const row of rows) {
      const event = recordedEvent(row);
      next = event.revision + step;
      yield event;
    }
    if (rows.length < size) return;
  }
};
