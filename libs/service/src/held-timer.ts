import { openLockSession } from '@counterfoil/event-sourcing';
import type { Client, Pool } from 'pg';
import type { Timer } from './timer.ts';

/**
 * A timer that runs in one process at a time, however many have it: in the one that holds its name in PostgreSQL. When
 * that process ends, however it ends, another one takes over with its next run.
 */
export class HeldTimer implements Timer {
  readonly name: string;
  private client: Client | undefined;
  /** The session in which the name is held: none, `client`, or one that is gone. */
  private holding: Client | undefined;

  constructor(
    private readonly timer: Timer,
    private readonly pool: Pool,
  ) {
    this.name = timer.name;
  }

  async run(now: Date): Promise<number> {
    return (await this.holds()) ? this.timer.run(now) : 0;
  }

  async stop(): Promise<void> {
    await this.client?.end();
  }

  /** Trying, not waiting: a statement that waits for days would keep vacuum from its work. */
  private async holds(): Promise<boolean> {
    const client = this.client ?? (await this.connect());
    if (this.holding === client) return true;
    const { rows } = await client.query<{ held: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('counterfoil.timer.' || $1, 0)) as held`,
      [this.name],
    );
    if (rows[0]?.held) this.holding = client;
    return rows[0]?.held ?? false;
  }

  /** A session of its own, which holds the name for as long as it lives. */
  private async connect(): Promise<Client> {
    this.client = await openLockSession(this.pool, (_, lost) => {
      if (this.client === lost) this.client = undefined;
    });
    return this.client;
  }
}
