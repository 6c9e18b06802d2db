/** Does what has come due by the clock, whatever follows from it included. */
export interface Drain {
  /** Answers how many things that were; null when something may be left. */
  drain(): Promise<number | null>;
}

/** Nest's injection token of `Drain`: over every process of the product. */
export const DRAIN = Symbol('Drain');
