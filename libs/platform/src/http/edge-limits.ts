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
  /** For a place to work. */
  readonly waitingMs: number;
}

/** An answer waits for outcomes 10 s at most; to advance the test clock may take a minute. */
export const EDGE_LIMITS: EdgeLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  silentMs: 90_000,
  connections: 15_000,
  atWork: 64,
  waitingMs: 10_000,
};
