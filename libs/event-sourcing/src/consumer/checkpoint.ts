import { migrate, type Schema } from '@counterfoil/platform/postgres';
import type { Pool } from 'pg';
import type { ConsumerLog } from './options.ts';

const WRITE_INTERVAL_MS = 1_000;

/** The tables of consumers: checkpoints and dead letters. */
export const consumerSchema: Schema = { name: 'consumer', migrations: new URL('./migrations/', import.meta.url) };

/** Brings the tables of consumers into being. */
export const migrateConsumers = (pool: Pool): Promise<void> =>
  migrate(pool, consumerSchema.name, consumerSchema.migrations);

/** Where consumer `name` stands; 0n, the beginning of the log, for a new one. */
export const readConsumerCheckpoint = async (pool: Pool, name: string): Promise<bigint> => {
  const { rows } = await pool.query<{ position: string }>('select position from consumer.checkpoints where name = $1', [
    name,
  ]);
  return BigInt(rows[0]?.position ?? 0);
};

/** Written at most every second, and at the end: what a crash leaves unwritten is delivered again. */
export class LazyCheckpoint {
  private reached: bigint;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly name: string,
    private readonly log: ConsumerLog,
    private written: bigint,
  ) {
    this.reached = written;
  }

  reach(position: bigint): void {
    if (position === this.reached) return;
    this.reached = position;
    this.timer ??= setTimeout(() => {
      this.writing = this.write();
    }, WRITE_INTERVAL_MS);
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    await this.write();
  }

  /** A failure is logged only: the next write makes up for it. */
  private async write(): Promise<void> {
    this.timer = undefined;
    const position = this.reached;
    if (position === this.written) return;
    try {
      // Never backwards: a holder that lost its lock may write after its successor.
      await this.pool.query({
        name: 'consumer-move-checkpoint',
        text: `insert into consumer.checkpoints as known (name, position)
               values ($1, $2)
               on conflict (name) do update set position = excluded.position where known.position < excluded.position`,
        values: [this.name, String(position)],
      });
      this.written = position;
    } catch (error) {
      this.log.warn({ err: error, consumer: this.name }, 'checkpoint not written');
    }
  }
}
