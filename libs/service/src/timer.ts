/** Work that comes due by the clock. What is due stands in a read model, so that it survives every restart. */
export interface Timer {
  readonly name: string;
  /**
   * Does what is due at `now`, a bounded number at a time, and answers how many it acted upon. Resolves when each of
   * them is done, as far as a few seconds of real time allow; called again, it finds what is left.
   */
  run(now: Date): Promise<number>;
  /** Lets go of what it holds between its runs, after the last one. */
  stop?(): Promise<void>;
}

/**
 * Acts on all that is due at once, and answers the sum of what `act` says: 1 for what it acted upon. Resolves when all
 * have ended; one that fails holds up no other. @throws the first failure
 */
export const actOnEach = async <Due>(due: readonly Due[], act: (one: Due) => Promise<number>): Promise<number> => {
  const results = await Promise.allSettled(due.map(act));
  return results.reduce((sum, result) => {
    if (result.status === 'rejected') throw result.reason;
    return sum + result.value;
  }, 0);
};
