/** A running PostgreSQL server of our own. */
export interface EmbeddedPostgres {
  /** A connection string to its `postgres` database, password included. Never log it. */
  readonly url: string;
  /** Stops the server cleanly (SIGINT: fast shutdown) and resolves when its process is gone. */
  stop(): Promise<void>;
}

/** Starts, or takes over, the server whose data lives in `dataDir`. */
export const startEmbeddedPostgres = async (_options: { readonly dataDir: string }): Promise<EmbeddedPostgres> => {
  throw new Error('not built yet');
};
