import { eventTypeFilter, streamNameFilter } from '@eventstore/db-client';
import type { Filter } from '@eventstore/db-client';
import type { LogFilter } from '../event-store.ts';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * The server filters by categories or by types; the other of the two is its reader's to do. Without either it leaves out
 * what is its own.
 */
export const serverFilter = (
  { categories, types }: LogFilter,
  checkpoints: Pick<Filter, 'maxSearchWindow' | 'checkpointReached'>,
): Filter => {
  if (categories?.length) return streamNameFilter({ prefixes: categories.map(name => `${name}-`), ...checkpoints });
  if (types?.length) return eventTypeFilter({ regex: `^(${types.map(escaped).join('|')})$`, ...checkpoints });
  return streamNameFilter({ regex: '^[^$]', ...checkpoints });
};
