import type { DestinationStream } from 'pino';

/** What waits for a reader that does not keep up, bytes. */
const MOST_QUEUED = 1_000_000;

/**
 * Standard output. A line is written before the call returns, so that a kill loses none; when its reader stops reading,
 * lines queue up to 1 MB and are then lost: whoever does not read the log must not stop the product.
 */
export const standardOutput = (): DestinationStream => {
  const { stdout } = process;
  // The reader is gone, and the product goes on without one.
  stdout.on('error', () => {});
  return {
    write: line => {
      if (stdout.writableLength < MOST_QUEUED) stdout.write(line);
    },
  };
};
