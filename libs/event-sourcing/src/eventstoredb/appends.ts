import type { EncodedAppend } from '../encode-append.ts';
import { AppendOutcomeUnknown } from '../event-store-errors.ts';
import type { AppendResult, ExpectedRevision } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import type { AppendCall } from './append-call.ts';
import type { Client } from './client-reads.ts';
import { Patience, typeOf } from './failures.ts';
import { readStream } from './log-reads.ts';

/** How long the outcome of an append is looked for. */
const GIVE_UP_AFTER_MS = 10_000;

/** A question within an append is tried again with the append. */
const AT_ONCE = { patienceMs: 0 };

/** What the stream says of an append that is not known to be stored: these very events are there, or something else. */
const lookUp = async (client: Client, { stream, expectedRevision, events }: EncodedAppend): Promise<AppendResult> => {
  const asked = { from: expectedRevision + 1, limit: events.length };
  let last: RecordedEvent | undefined;
  let same = 0;
  for await (const event of readStream(client, stream, asked, AT_ONCE)) {
    if (event.eventId !== events[same]?.eventId) break;
    same += 1;
    last = event;
  }
  if (last && same === events.length)
    return { status: 'appended', revision: last.revision, position: last.position, repeated: true };
  let actual: ExpectedRevision = 'no_stream';
  for await (const { revision } of readStream(client, stream, { direction: 'backwards', limit: 1 }, AT_ONCE))
    actual = revision;
  return { status: 'conflict', stream, actual };
};

/** After a failure: what became of the append, or undefined when the stream is still where it was expected to be. */
const lookUpAgain = async (client: Client, append: EncodedAppend): Promise<AppendResult | undefined> => {
  const found = await lookUp(client, append);
  if (found.status === 'appended') return found;
  const actual = found.actual === 'no_stream' ? -1 : found.actual;
  return actual === append.expectedRevision ? undefined : found;
};

const tryAppend = async (call: AppendCall, client: Client, append: EncodedAppend): Promise<AppendResult> => {
  try {
    return { status: 'appended', ...(await call.send(append)), repeated: false };
  } catch (error) {
    if (typeOf(error) !== 'wrong-expected-version') throw error;
    return await lookUp(client, append);
  }
};

/**
 * Appends to one stream. An append without an answer may be committed or not: the stream tells by the event ids. When it
 * is not there it is sent again, and the exact revision lets in one of the two at most.
 * @throws EventStoreRefused AppendOutcomeUnknown
 */
export const appendToOne = async (
  call: AppendCall,
  client: Client,
  append: EncodedAppend,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
): Promise<AppendResult> => {
  const patience = new Patience(giveUpAfterMs);
  const onGivenUp = (cause: unknown): Error => new AppendOutcomeUnknown({ cause });
  let result: AppendResult | undefined;
  for (let failures = 0; !result; failures += 1) {
    try {
      if (failures > 0) result = await lookUpAgain(client, append);
      result ??= await tryAppend(call, client, append);
    } catch (error) {
      await patience.afterFailure(error, { onGivenUp });
    }
  }
  return result;
};
