import type { Append } from './event-store.ts';
import { InvalidAppend } from './event-store-errors.ts';
import type { NewEvent } from './recorded-event.ts';

/** An event with its JSON as text, written once. */
export interface EncodedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** A checked append. `expectedRevision` is -1 for a stream without events. */
export interface EncodedAppend {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly events: readonly EncodedEvent[];
  /** About how much there is to send, in characters. */
  readonly size: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CATEGORY_AND_ID = /^[^-]+-./s;
const MAX_REVISION = 2 ** 31 - 1;
/** An index of PostgreSQL holds at most 2,700 bytes. */
const MAX_STREAM_BYTES = 1_024;
/** EventStoreDB keeps streams and types that begin so for itself. */
const RESERVED = '$';

/** PostgreSQL has no NUL in text, and UTF-8 no lone surrogate: it would be stored as another character. */
const isStorableText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const encodeObject = (value: unknown, field: string, stream: string): string => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new InvalidAppend(stream, `${field} cannot be written as JSON (${String(error)})`, { cause: error });
  }
  if (!text?.startsWith('{')) throw new InvalidAppend(stream, `${field} must be a JSON object`);
  return text;
};

const encodeEvent = (event: NewEvent, stream: string): EncodedEvent => {
  const eventId = event.eventId.toLowerCase();
  if (!UUID.test(eventId)) throw new InvalidAppend(stream, `event id ${JSON.stringify(eventId)} is not a UUID`);
  if (event.type === '' || event.type.startsWith(RESERVED) || !isStorableText(event.type))
    throw new InvalidAppend(stream, `event type ${JSON.stringify(event.type)} is empty, reserved or not storable text`);
  return {
    eventId,
    type: event.type,
    data: encodeObject(event.data, 'data', stream),
    metadata: encodeObject(event.metadata, 'metadata', stream),
  };
};

/** @throws InvalidAppend */
export const encodeAppend = ({ stream, expectedRevision, events }: Append): EncodedAppend => {
  if (!CATEGORY_AND_ID.test(stream)) throw new InvalidAppend(stream, 'a stream is named category-id');
  if (stream.startsWith(RESERVED)) throw new InvalidAppend(stream, `names that begin with ${RESERVED} are reserved`);
  if (!isStorableText(stream)) throw new InvalidAppend(stream, 'its name is not storable text');
  if (Buffer.byteLength(stream) > MAX_STREAM_BYTES)
    throw new InvalidAppend(stream.slice(0, 40), `its name is longer than ${MAX_STREAM_BYTES} bytes`);
  if (events.length === 0) throw new InvalidAppend(stream, 'it has no events');
  const revision = expectedRevision === 'no_stream' ? -1 : expectedRevision;
  if (expectedRevision !== 'no_stream' && !(Number.isInteger(revision) && revision >= 0))
    throw new InvalidAppend(stream, `expected revision ${revision} is not a whole number from 0`);
  if (revision + events.length > MAX_REVISION) throw new InvalidAppend(stream, 'a stream has at most 2^31 events');
  if (new Set(events.map(event => event.eventId.toLowerCase())).size < events.length)
    throw new InvalidAppend(stream, 'two of its events have the same id');

  const encoded = events.map(event => encodeEvent(event, stream));
  const size = encoded.reduce((sum, event) => sum + event.data.length + event.metadata.length, stream.length);
  return { stream, expectedRevision: revision, events: encoded, size };
};
