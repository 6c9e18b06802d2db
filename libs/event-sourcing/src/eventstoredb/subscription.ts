import type { LogBatch, ReadLog } from '../event-store.ts';
import { CatchUpSubscription, type Pace } from './catch-up-subscription.ts';
import type { Client } from './client-reads.ts';
import { Patience } from './failures.ts';

/**
 * Follows the log until `signal` aborts, and subscribes again from where it was whenever the server, the network or the
 * pace makes it end.
 * @throws EventStoreRefused
 */
export const subscription = async function* (
  client: Client,
  { after, filter = {}, signal }: ReadLog & { readonly signal: AbortSignal },
): AsyncGenerator<LogBatch, void> {
  const patience = new Patience(Infinity);
  let position = after;
  for (let pace: Pace = 'behind'; !signal.aborted;) {
    try {
      for await (const batch of new CatchUpSubscription(client, position, filter, pace).batches(signal)) {
        position = batch.position;
        patience.succeeded();
        yield batch;
      }
      pace = pace === 'behind' ? 'live' : 'behind';
    } catch (error) {
      await patience.afterFailure(error, { signal });
    }
  }
};
