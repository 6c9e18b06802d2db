import { setTimeout as sleep } from 'node:timers/promises';
import type { Follower, Routine } from '@counterfoil/service';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { ProviderCalls } from './commands/provider-calls.ts';
import { Waits } from './waits.ts';

/** How often the read model is asked for attempts whose outcome is unknown, milliseconds. */
const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 32;

/**
 * Asks about every attempt whose outcome is unknown until it is known: no attempt is given up by time alone. What is
 * open stands in the read model, so a restart goes on with it; only the waits start anew.
 */
export class FollowUp implements Routine {
  readonly name = 'charge-attempt.follow-up';
  private readonly stopping = new AbortController();
  private readonly waits = new Waits();

  constructor(
    private readonly pool: Pool,
    private readonly calls: ProviderCalls,
    private readonly log: Logger,
  ) {}

  start(): Follower {
    const stopped = this.run();
    const stop = (): Promise<void> => {
      this.stopping.abort();
      return stopped;
    };
    return { stopped, stop };
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) => this.log.warn({ err: error }, 'could not follow up unknown charges'));
      // An abort ends the wait early, which is all it is for.
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    // Those that wait are left out here, so that however many they are the others get their turn.
    const { rows } = await this.pool.query<{ id: string }>({
      name: 'charges-unknown',
      text: `select id from charge_attempt.charge_view_v1
             where status = 'UNKNOWN' and id <> all ($1::text[]) order by id limit ${AT_ONCE}`,
      values: [this.waits.pending(performance.now())],
    });
    await Promise.all(rows.map(({ id }) => this.ask(id)));
  }

  private async ask(id: string): Promise<void> {
    try {
      if ((await this.calls.resolve(id, 'status_query')) === 'decided') return this.waits.end(id);
    } catch (error) {
      this.log.warn({ err: error, charge: id }, 'could not ask the provider about a charge');
    }
    this.waits.postpone(id, performance.now());
  }
}
