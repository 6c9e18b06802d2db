import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadBarrier, Timer } from '@counterfoil/service';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { OperationCalls } from './commands/operation-calls.ts';
import { Waits } from './waits.ts';

const AT_ONCE = 32;

/** How long a run waits for providers that take their time, milliseconds; their answers are taken all the same. */
const PATIENCE_MS = 3_000;

/**
 * Asks about everything whose outcome is unknown until it is known: no attempt and no operation on one is given up by
 * time alone. What is open stands in the read model, so a restart goes on with it; only the waits start anew.
 */
export class FollowUp implements Timer {
  readonly name = 'charge-attempt.follow-up';
  private readonly waits = new Waits();
  private readonly asking = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly barrier: ReadBarrier,
    private readonly calls: OperationCalls,
    private readonly log: Logger,
  ) {}

  async run(now: Date): Promise<number> {
    await this.barrier.caughtUp({ name: 'charge_view' });
    // Those that wait are left out here, so that however many they are the others get their turn. A statement without a
    // name is planned with its values, and looks ten thousand of them up by hash: 10 ms, and not one by one: 1,200 ms.
    const { rows } = await this.pool.query<{ id: string }>(
      `select id from charge_attempt.charge_view_v2
       where is_unknown and id <> all ($1::text[]) order by id limit ${AT_ONCE}`,
      [[...this.waits.pending(now.getTime()), ...this.asking]],
    );
    const asked = Promise.all(rows.map(({ id }) => this.ask(id, now)));
    await Promise.race([asked, sleep(PATIENCE_MS, undefined, { ref: false })]);
    return rows.length;
  }

  private async ask(id: string, now: Date): Promise<void> {
    this.asking.add(id);
    try {
      if ((await this.calls.resolveAll(id, 'status_query')) === 'decided') return this.waits.end(id);
    } catch (error) {
      this.log.warn({ err: error, charge: id }, 'could not ask the provider about a charge');
    } finally {
      this.asking.delete(id);
    }
    this.waits.postpone(id, now.getTime());
  }
}
