import type { Pool } from 'pg';
import type { LogBatch, ReadLog } from '../event-store.ts';
import { whileConnectionLost } from './connection-lost.ts';
import { PAGE, readLogPage } from './log-reader.ts';
import type { Tail } from './tail.ts';

/** Follows the log: pages of the database while behind the tail, the tail from then on. Ends when either side wants to. */
export const subscription = async function* (
  db: Pool,
  tail: Tail,
  { after, filter = {}, signal }: ReadLog,
): AsyncGenerator<LogBatch, void> {
  const ended = (): boolean => tail.closed || signal?.aborted === true;
  let position = after;
  let wake = (): void => {};
  const wakeUp = (): void => wake();
  const stopListening = tail.onChange(wakeUp);
  signal?.addEventListener('abort', wakeUp);
  try {
    while (!ended()) {
      if (position >= tail.head) {
        await new Promise<void>(resolve => (wake = resolve));
        continue;
      }
      const batch = tail.covers(position)
        ? tail.read(position, filter, PAGE)
        : await pageUnlessEnded(() => readLogPage(db, position, tail.head, filter), ended);
      if (!batch || ended()) return;
      position = batch.position;
      yield batch;
    }
  } finally {
    stopListening();
    signal?.removeEventListener('abort', wakeUp);
  }
};

/** A subscription outlives a lost connection: it reads the page again. */
const pageUnlessEnded = async (page: () => Promise<LogBatch>, ended: () => boolean): Promise<LogBatch | undefined> => {
  try {
    return await whileConnectionLost(page, () => !ended());
  } catch (error) {
    if (ended()) return undefined;
    throw error;
  }
};
