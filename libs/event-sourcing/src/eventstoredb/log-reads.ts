import type { LogBatch, LogFilter, ReadStream } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { type Client, FROM_LEADER, READ_AHEAD, readOn } from './client-reads.ts';
import {
  fromPosition,
  isSystemEvent,
  isWanted,
  PAGE,
  positionOf,
  recordedEvent,
  type ServerEvent,
} from './recorded.ts';

/** Most events that are looked at for one batch: a filter that matches little still moves forward. */
const MAX_SCAN = 16_384;

/** A stream's events; none for one that does not exist. */
export const readStream = async function* (
  client: Client,
  stream: string,
  { direction = 'forwards', from, limit = Number.MAX_SAFE_INTEGER }: ReadStream,
  patience: { readonly patienceMs?: number } = {},
): AsyncGenerator<RecordedEvent, void> {
  const isForwards = direction === 'forwards';
  let next = from === undefined ? (isForwards ? ('start' as const) : ('end' as const)) : BigInt(from);
  let left = limit;
  const begin = () =>
    client.readStream(stream, { direction, fromRevision: next, maxCount: left, ...FROM_LEADER }, READ_AHEAD);
  if (left <= 0) return;
  for await (const resolved of readOn<ServerEvent>(begin, patience)) {
    const event = recordedEvent(resolved);
    if (!event) continue;
    left -= 1;
    const isLast = left === 0 || (!isForwards && event.revision === 0);
    next = isLast ? next : BigInt(event.revision + (isForwards ? 1 : -1));
    yield event;
    if (isLast) return;
  }
};

/** The last event that is ours. Whole pages of the server's own are passed over. */
export const readLast = async (
  client: Client,
  patience: { readonly patienceMs?: number } = {},
): Promise<RecordedEvent | undefined> => {
  let before = 'end' as 'end' | { commit: bigint; prepare: bigint };
  for (let maxCount = 1; ; maxCount = PAGE) {
    let count = 0;
    const begin = () =>
      client.readAll({ direction: 'backwards', fromPosition: before, maxCount, ...FROM_LEADER }, READ_AHEAD);
    for await (const resolved of readOn<ServerEvent>(begin, patience)) {
      const position = positionOf(resolved);
      if (!isSystemEvent(resolved)) return recordedEvent(resolved);
      before = { commit: position, prepare: position };
      count += 1;
    }
    if (count < maxCount) return undefined;
  }
};

/** What the filter wants of the log after `after`, up to `head`, which is a position that the log has reached. */
export const readLog = async function* (
  client: Client,
  after: bigint,
  head: bigint,
  { filter, signal }: { readonly filter: LogFilter; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<LogBatch, void> {
  let [position, yielded, scanned] = [after, after, 0];
  let events: RecordedEvent[] = [];
  const begin = () =>
    client.readAll({ direction: 'forwards', fromPosition: fromPosition(position), ...FROM_LEADER }, READ_AHEAD);
  for await (const resolved of readOn<ServerEvent>(begin, { signal })) {
    const at = positionOf(resolved);
    if (at <= position) continue;
    if (at > head) break;
    position = at;
    scanned += 1;
    const event = isWanted(resolved, filter) ? recordedEvent(resolved) : undefined;
    if (event) events.push(event);
    if (position === head) break;
    if (events.length < PAGE && scanned < MAX_SCAN) continue;
    yield { events, position };
    [yielded, events, scanned] = [position, [], 0];
  }
  if (yielded < head && !signal?.aborted) yield { events, position: head };
};
