/** Work that comes due by the clock. What is due stands in a read model, so that it survives every restart. */
export interface Timer {
  readonly name: string;
  /**
   * Does what is due at `now`, a bounded number at a time, and answers how many it acted upon. Resolves when each of
   * them is done, as far as a few seconds of real time allow; called again, it finds what is left.
   */
  run(now: Date): Promise<number>;
}
