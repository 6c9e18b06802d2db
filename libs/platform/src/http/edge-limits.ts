/**
 * What one client may take of the process. Times are milliseconds. Connections cost file descriptors: Node raises its
 * soft limit to the hard one, which `ulimit -Hn` shows; give the process more than `connections`.
 */
export interface EdgeLimits {
  /** For a request's headers to arrive, on a new connection from its beginning. */
  readonly headersMs: number;
  /** For a request to arrive whole; later than that it is 408, and the connection is closed. */
  readonly requestMs: number;
  /** A connection on which nothing moves is closed, also in the midst of an answer that is not read. */
  readonly silentMs: number;
  readonly connections: number;
  /** Requests at work at once, of each kind (`guardWork`). */
  readonly atWork: number;
  /** Requests of each kind that wait for a place, and as many that wait for an outcome. */
  readonly waiting: number;
  /** For a place to work. */
  readonly waitingMs: number;
}

/**
 * An answer waits for outcomes 10 s at most; to advance the test clock may take a minute. Reads are as fast with 32 at
 * work; creates gain up to 256, for appends and idempotency rows that come together are written together.
 */
export const EDGE_LIMITS: EdgeLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  silentMs: 90_000,
  connections: 15_000,
  atWork: 256,
  waiting: 2_000,
  waitingMs: 10_000,
};
