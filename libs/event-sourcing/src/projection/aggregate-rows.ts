import type { PoolClient } from 'pg';
import type { Aggregate } from '../aggregate.ts';
import type { TypedEvent } from '../event-codec.ts';
import { FoldedStates, type Begun } from '../folded-states.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import type { Projection } from './projection.ts';
import { upsertRows } from './upsert-rows.ts';

type Row = { readonly id: string } & Readonly<Record<string, unknown>>;

/** A read model with one row an aggregate: the row is a view of the folded state after the latest event. */
export const aggregateRows = <Command, State extends object, Event extends TypedEvent>(options: {
  readonly name: string;
  readonly version: number;
  readonly table: string;
  readonly aggregate: Aggregate<Command, State, Event>;
  readonly toRow: (state: Begun<State>, event: RecordedEvent) => Row;
}): Projection => {
  const { name, version, table, aggregate, toRow } = options;
  const states = new FoldedStates(aggregate);
  return {
    name,
    version,
    tables: [table],
    filter: { categories: [aggregate.definition.category] },
    async apply(events: readonly RecordedEvent[], client: PoolClient) {
      const rows = new Map<string, Row>();
      for (const event of events) {
        const row = toRow(await states.after(event), event);
        rows.set(row.id, row);
      }
      await upsertRows(client, table, [...rows.values()]);
    },
  };
};
