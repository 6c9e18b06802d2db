import type { PoolClient } from 'pg';
import type { Aggregate } from '../aggregate.ts';
import type { TypedEvent } from '../event-codec.ts';
import { FoldedStates, type Begun } from '../folded-states.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import type { Projection } from './projection.ts';
import { upsertRows } from './upsert-rows.ts';

type Row = { readonly id: string } & Readonly<Record<string, unknown>>;

/**
 * A read model with one row an aggregate, or one for each part of it: a view of the folded state after the latest event
 * of `types` (default: all). Column `created_position` is the log position of the row's first event, for good: lists
 * in commit order go by it.
 */
export const aggregateRows = <Command, State extends object, Event extends TypedEvent>(options: {
  readonly name: string;
  readonly version: number;
  readonly table: string;
  readonly aggregate: Aggregate<Command, State, Event>;
  readonly types?: readonly Event['type'][];
  readonly toRow: (state: Begun<State>, event: RecordedEvent) => Row;
}): Projection => {
  const { name, version, table, aggregate, types, toRow } = options;
  const states = new FoldedStates(aggregate);
  return {
    name,
    version,
    tables: [table],
    filter: { categories: [aggregate.definition.category], ...(types && { types }) },
    async apply(events: readonly RecordedEvent[], client: PoolClient) {
      const rows = new Map<string, Row>();
      for (const event of events) {
        const row = toRow(await states.after(event), event);
        // A row whose first event came in an earlier batch is there, and keeps what it has.
        const created_position = rows.get(row.id)?.['created_position'] ?? String(event.position);
        rows.set(row.id, { ...row, created_position });
      }
      await upsertRows(client, table, [...rows.values()], ['id', 'created_position']);
    },
  };
};
