import type { ClientBase } from 'pg';
import type { AppendResult } from '../event-store.ts';
import type { EncodedAppend } from '../encode-append.ts';
import type { EventRow } from './event-row.ts';

/** `appended` are the events that were not in the log before, in log order. */
export interface GroupOutcome {
  readonly results: readonly AppendResult[];
  readonly appended: readonly EventRow[];
}

interface AppendRow {
  readonly revisions: readonly (number | null)[] | null;
  readonly positions: readonly (string | null)[] | null;
  readonly actuals: readonly (number | null)[] | null;
}

const appendValues = (group: readonly EncodedAppend[]): unknown[] => {
  const slots = new Map<string, number>();
  const slotOf = (stream: string): number => {
    const slot = slots.get(stream) ?? slots.size + 1;
    slots.set(stream, slot);
    return slot;
  };
  const appendStreams = group.map(append => slotOf(append.stream));
  const events = group.flatMap(append => append.events);
  return [
    [...slots.keys()],
    appendStreams,
    group.map(append => append.expectedRevision),
    group.map(append => append.events.length),
    events.map(event => event.eventId),
    events.map(event => event.type),
    events.map(event => event.data),
    events.map(event => event.metadata),
  ];
};

/** The rows that an append became, its last event at `revision` and `position`. */
const toRows = ({ stream, events }: EncodedAppend, revision: number, position: bigint): EventRow[] =>
  events.map(({ eventId, type, data, metadata }, index) => {
    const before = events.length - 1 - index;
    return [position - BigInt(before), stream, revision - before, eventId, type, data, metadata];
  });

/** Sends a group of appends as one statement, in one transaction: each is answered on its own, in order. */
export const appendGroup = async (client: ClientBase, group: readonly EncodedAppend[]): Promise<GroupOutcome> => {
  const { rows } = await client.query<AppendRow>({
    name: 'event-log-append',
    text: 'select revisions, positions, actuals from event_log.append($1, $2, $3, $4, $5, $6, $7, $8)',
    values: appendValues(group),
  });
  const [row] = rows;
  const appended: EventRow[] = [];
  const results = group.map((append, index): AppendResult => {
    const revision = row?.revisions?.[index];
    const position = row?.positions?.[index];
    const actual = row?.actuals?.[index];
    if (revision == null || position == null)
      return { status: 'conflict', stream: append.stream, actual: actual == null || actual < 0 ? 'no_stream' : actual };
    const repeated = actual != null;
    if (!repeated) appended.push(...toRows(append, revision, BigInt(position)));
    return { status: 'appended', revision, position: BigInt(position), repeated };
  });
  return { results, appended };
};
