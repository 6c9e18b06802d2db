/** Where the time comes from. Only the edge asks; deciders get `now` with their command. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
