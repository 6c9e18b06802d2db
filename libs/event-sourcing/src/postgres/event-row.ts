import type { CustomTypesConfig } from 'pg';
import type { EventMetadata, JsonObject, RecordedEvent } from '../recorded-event.ts';

/** Columns of `event_log.events` in the order of `EventRow`. */
export const EVENT_COLUMNS = 'position, stream, revision, event_id, type, data, metadata';

/** Position, stream, revision, event id, type, data and metadata; the JSON as text. */
export type EventRow = [bigint | string, string, number | string, string, string, string, string];

/** Leaves every column the text that it arrived as. */
export const AS_TEXT: CustomTypesConfig = { getTypeParser: () => (text: unknown) => text };

export const recordedEvent = (row: EventRow): RecordedEvent => ({
  eventId: row[3],
  type: row[4],
  data: JSON.parse(row[5]) as JsonObject,
  metadata: JSON.parse(row[6]) as EventMetadata,
  stream: row[1],
  revision: Number(row[2]),
  position: BigInt(row[0]),
});
