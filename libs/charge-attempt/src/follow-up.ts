import { setTimeout as sleep } from 'node:timers/promises';
import type { Follower, Routine } from '@counterfoil/service';
import { ExponentialBackoff } from 'cockatiel';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { ProviderCalls } from './commands/provider-calls.ts';

/** How often the read model is asked for attempts whose outcome is unknown, milliseconds. */
const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 32;

const backoff = new ExponentialBackoff({ initialDelay: 1_000, maxDelay: 60_000 });

type Step = ReturnType<typeof backoff.next>;

interface Waiting {
  readonly step: Step;
  readonly dueAt: number;
}

/**
 * Asks about every attempt whose outcome is unknown until it is known: no attempt is given up by time alone. What is
 * open stands in the read model, so a restart goes on with it; only the waits start anew.
 */
export class FollowUp implements Routine {
  readonly name = 'charge-attempt.follow-up';
  private readonly stopping = new AbortController();
  private readonly waiting = new Map<string, Waiting>();

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
    const { rows } = await this.pool.query<{ id: string }>({
      name: 'charges-unknown',
      text: `select id from charge_attempt.charge_view_v1 where status = 'UNKNOWN' order by id limit 1000`,
    });
    const open = new Set(rows.map(row => row.id));
    for (const id of this.waiting.keys()) if (!open.has(id)) this.waiting.delete(id);
    const due = [...open].filter(id => (this.waiting.get(id)?.dueAt ?? 0) <= performance.now()).slice(0, AT_ONCE);
    await Promise.all(due.map(id => this.ask(id)));
  }

  private async ask(id: string): Promise<void> {
    try {
      if ((await this.calls.resolve(id, 'status_query')) === 'decided') return;
    } catch (error) {
      this.log.warn({ err: error, charge: id }, 'could not ask the provider about a charge');
    }
    const step = (this.waiting.get(id)?.step ?? backoff).next(undefined);
    this.waiting.set(id, { step, dueAt: performance.now() + step.duration });
  }
}
