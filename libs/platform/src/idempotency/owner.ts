import { randomInt } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';

/** The first key of the advisory locks that tell who lives ("idem" in ASCII); the second is the owner's number. */
export const OWNER_LOCKS = 0x6964656d;

/** The owner of rows that wait for anybody. */
export const NOBODY = 0;

interface Held {
  readonly number: number;
  readonly client: PoolClient;
}

/**
 * The number under which this process owns what it runs. It holds an advisory lock on it through a connection of its
 * own, and PostgreSQL lets go of that lock in the moment in which the process dies: nobody waits for a lease to end.
 * A lost connection loses the number too, and the next one differs.
 */
export class Owner {
  private held: Promise<Held> | undefined;

  constructor(private readonly pool: Pool) {}

  async number(): Promise<number> {
    this.held ??= this.start();
    return (await this.held).number;
  }

  /** Gives the number up: what runs under it may be taken over at once. Needed before the pool can end. */
  async renounce(): Promise<void> {
    const held = this.held;
    this.held = undefined;
    // Whoever asked for the number has the error of an acquisition that failed.
    (await held?.catch(() => undefined))?.client.release(true);
  }

  private start(): Promise<Held> {
    const held = this.acquire();
    const renounce = (): void => void (this.held === held && this.renounce());
    held.then(({ client }) => client.once('end', renounce), renounce);
    return held;
  }

  private async acquire(): Promise<Held> {
    const client = await this.pool.connect();
    try {
      // 'end' follows.
      client.on('error', () => {});
      return { number: await lockNumber(client), client };
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

const lockNumber = async (client: PoolClient): Promise<number> => {
  // A machine that is gone without a word is missed after 11 s, not after the two hours that are usual.
  await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
  for (;;) {
    const number = randomInt(NOBODY + 1, 2 ** 31);
    const lock = 'select pg_try_advisory_lock($1, $2) as locked';
    const { rows } = await client.query<{ locked: boolean }>(lock, [OWNER_LOCKS, number]);
    if (rows[0]?.locked) return number;
  }
};
