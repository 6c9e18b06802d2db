import { LazyCheckpoint, readConsumerCheckpoint } from '@counterfoil/event-sourcing';
import type { ConsumerLog } from '@counterfoil/event-sourcing';
import type { Pool } from 'pg';

/** How long before it goes away a broker may have acknowledged what is then nowhere. */
const TRAILS_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** A checkpoint that follows some seconds behind: whoever begins there repeats what was sent shortly before a failure. */
export class TrailingCheckpoint {
  private readonly reached: { readonly position: bigint; readonly at: number }[] = [];
  private readonly timer = setInterval(() => this.follow(TRAILS_MS), LOOK_EVERY_MS);

  private constructor(
    private readonly checkpoint: LazyCheckpoint,
    readonly position: bigint,
  ) {}

  static async open(pool: Pool, name: string, log: ConsumerLog): Promise<TrailingCheckpoint> {
    const position = await readConsumerCheckpoint(pool, name);
    return new TrailingCheckpoint(new LazyCheckpoint(pool, name, log, position), position);
  }

  reach(position: bigint): void {
    this.reached.push({ position, at: performance.now() });
  }

  /** Everything went well to the end: nothing is repeated. */
  settle(): void {
    this.follow(0);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.checkpoint.flush();
  }

  private follow(trailsMs: number): void {
    const until = performance.now() - trailsMs;
    const count = this.reached.findIndex(({ at }) => at > until);
    const last = this.reached.splice(0, count === -1 ? this.reached.length : count).at(-1);
    if (last) this.checkpoint.reach(last.position);
  }
}
