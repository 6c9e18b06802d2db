import type { PoolClient } from 'pg';
import type { LogFilter } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';

/**
 * A read model computed from the log. A new `version` has tables of its own, is built beside the old one, and is read
 * once it has caught up; so `tables` carry the version in their names.
 */
export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly filter: LogFilter;
  /** Schema-qualified; they hold nothing but what `apply` wrote. */
  readonly tables: readonly string[];
  /** Writes the rows that follow from `events`, which come in log order, each once. The runner owns the transaction. */
  apply(events: readonly RecordedEvent[], client: PoolClient): Promise<void>;
}

/** What a checkpoint is kept under. */
export const projectionKey = ({ name, version }: Pick<Projection, 'name' | 'version'>): string => `${name}_v${version}`;
