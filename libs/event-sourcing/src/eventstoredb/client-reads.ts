import type { EventStoreDBClient } from '@eventstore/db-client';
import { Patience, typeOf } from './failures.ts';

/** What the client reads from: a stream of Node over a call, which breaking off the stream does not end. */
interface ClientRead<T> extends AsyncIterable<T> {
  on(event: 'error', listener: (error: Error) => void): unknown;
  cancel(): Promise<void>;
}

export type Client = EventStoreDBClient;

/** How long a read is tried again for, when nothing comes of it. */
const READ_PATIENCE_MS = 10_000;

/** Only the leader has every append that was acknowledged. */
export const FROM_LEADER = { requiresLeader: true } as const;

/** Objects that the client may hold before its reader takes them. */
export const READ_AHEAD = { highWaterMark: 256 } as const;

const untilBrokenOff = async function* <T>(read: ClientRead<T>): AsyncGenerator<T, void> {
  // The call may fail once more after its reader has left: without a listener that would end the process.
  read.on('error', () => {});
  try {
    yield* read;
  } finally {
    // A call that never began cannot be cancelled.
    await read.cancel().catch(() => undefined);
  }
};

/** Reads to the end, which a stream that does not exist has reached; again from where it was when the connection is lost: `begin` starts behind what was yielded last. */
export const readOn = async function* <T>(
  begin: () => ClientRead<T>,
  {
    signal,
    patienceMs = READ_PATIENCE_MS,
  }: { readonly signal?: AbortSignal | undefined; readonly patienceMs?: number } = {},
): AsyncGenerator<T, void> {
  const patience = new Patience(patienceMs);
  while (!signal?.aborted) {
    try {
      for await (const item of untilBrokenOff(begin())) {
        patience.succeeded();
        yield item;
        if (signal?.aborted) return;
      }
      return;
    } catch (error) {
      if (typeOf(error) === 'stream-not-found') return;
      await patience.afterFailure(error, { signal });
    }
  }
};
