import { Pool } from 'pg';

/** The event log under measurement, as its database shows it. */
export class EventLog {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 1 });
    // The server's stop ends sockets that `pool.end()` has not closed yet.
    this.pool.on('error', () => {});
  }

  /** What the server promises of a commit, and its version. */
  async settings(): Promise<string> {
    const { rows } = await this.pool.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'server_version')",
    );
    return rows.map(({ name, setting }) => `${name} ${setting}`).join(', ');
  }

  /** Of the last event; before all when there is none. */
  async position(): Promise<string> {
    const { rows } = await this.pool.query<{ last: string }>(
      'select coalesce(max(position), -1)::text as last from event_log.events',
    );
    return rows[0]?.last ?? '-1';
  }

  /** How many events a transaction held in the mean, after `position`: a group's rows have one transaction id. */
  async eventsACommit(position: string): Promise<number> {
    const { rows } = await this.pool.query<{ mean: number | null }>(
      `select (count(*)::float8 / nullif(count(distinct xmin::text), 0)) as mean
         from event_log.events where position > $1::bigint`,
      [position],
    );
    return rows[0]?.mean ?? NaN;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
