import { setTimeout as sleep } from 'node:timers/promises';
import type { Metrics } from '@counterfoil/platform/metrics';
import type { Reconciliation, Surroundings, Timer } from '@counterfoil/service';
import type { OperationCalls } from './commands/operation-calls.ts';
import { Waits } from './waits.ts';

/** Questions to one provider at one time, and in one second: the budget of what is asked again. */
const AT_ONCE = 32;

/** How long a run waits for providers that take their time, milliseconds; their answers are taken all the same. */
const PATIENCE_MS = 3_000;

interface Open {
  readonly id: string;
  readonly provider: string;
  /** Open for longer than it should be. */
  readonly isLate: boolean;
}

/** What to do about a charge that is open. */
interface Asking {
  /** Sends what of it was to be sent before then, and never was. */
  readonly sendLeftBehind: (chargeId: string, before: Date) => Promise<void>;
  readonly calls: Pick<OperationCalls, 'resolveAll'>;
  /** The providers that asked to be left alone for a while. */
  readonly leftAlone: () => readonly string[];
}

/** At random, so that everybody gets a turn when there are more than can be asked about. */
const OPEN = `
  select id, provider, "isLate" from (
    select id, provider, open_since <= $1 as "isLate", row_number() over (partition by provider order by random()) as turn
    from charge_attempt.charge_view_v3
    where open_since is not null and (is_unknown or open_since <= $1)
      and id <> all ($2::text[]) and provider <> all ($3::text[])
  ) open where turn <= ${AT_ONCE}`;

const questionsOf = (metrics: Metrics) =>
  metrics.counter({
    name: 'counterfoil_reconciler_questions_total',
    help: 'Charges that the reconciler asked providers about, by what came of it.',
    labelNames: ['provider', 'outcome'],
  });

const spentOf = (metrics: Metrics) =>
  metrics.counter({
    name: 'counterfoil_reconciler_budget_spent_total',
    help: 'Runs of the reconciler that had as many questions to a provider as one run may ask it, or more.',
    labelNames: ['provider'],
  });

/**
 * Asks about what is open until it is known: an unknown outcome from the start, with growing waits; anything else that has
 * no outcome after `afterS`, and then all of it every `everyS` seconds. Nothing is given up by time alone. What is open
 * stands in the read model, so a restart goes on with it; only the waits start anew.
 */
export class Reconciler implements Timer {
  readonly name = 'charge-attempt.reconciler';
  private readonly waits: Waits;
  private readonly underWay = new Map<string, Open>();
  private readonly questions;
  private readonly budgetSpent;

  constructor(
    private readonly around: Pick<Surroundings, 'pool' | 'barrier' | 'metrics' | 'log'>,
    private readonly asking: Asking,
    private readonly reconciliation: Reconciliation,
  ) {
    this.waits = new Waits(reconciliation.everyS * 1_000);
    this.questions = questionsOf(around.metrics);
    this.budgetSpent = spentOf(around.metrics);
  }

  async run(now: Date): Promise<number> {
    await this.around.barrier.caughtUp({ name: 'charge_view' });
    const open = await this.due(now);
    for (const [provider, asked] of Map.groupBy(open, one => one.provider))
      if (asked.length === AT_ONCE) this.budgetSpent.inc({ provider });
    const asked = Promise.all(open.map(one => this.ask(one, now)));
    await Promise.race([asked, sleep(PATIENCE_MS, undefined, { ref: false })]);
    return open.length;
  }

  /** Those that wait are left out here: planned with its values, ten thousand are looked up by hash, in tens of milliseconds. */
  private async due(now: Date): Promise<readonly Open[]> {
    // A provider that is not through with the last questions gets no more of them.
    const busy = new Set(Array.from(this.underWay.values(), ({ provider }) => provider));
    const { rows } = await this.around.pool.query<Open>(OPEN, [
      this.late(now),
      this.waits.pending(now.getTime()),
      [...busy, ...this.asking.leftAlone()],
    ]);
    return rows;
  }

  /** What is open since before then is late. */
  private late(now: Date): Date {
    return new Date(now.getTime() - this.reconciliation.afterS * 1_000);
  }

  private async ask(open: Open, now: Date): Promise<void> {
    const { id, provider, isLate } = open;
    this.underWay.set(id, open);
    const outcome = await this.outcomeOf(open, now);
    this.underWay.delete(id);
    this.questions.inc({ provider, outcome });
    // Of what is late something else may be open that was not asked about.
    if (outcome === 'decided' && !isLate) this.waits.end(id);
    else this.waits.postpone(id, now.getTime(), isLate);
  }

  private async outcomeOf({ id, isLate }: Open, now: Date): Promise<'decided' | 'open' | 'failed'> {
    try {
      if (isLate) await this.asking.sendLeftBehind(id, this.late(now));
      return await this.asking.calls.resolveAll(id, 'status_query');
    } catch (error) {
      this.around.log.warn({ err: error, charge: id }, 'could not ask the provider about a charge');
      return 'failed';
    }
  }
}
