import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { AsOf, ReplayBody } from '@counterfoil/contracts/requests';
import type { EventStore } from '@counterfoil/event-sourcing';
import { EVENT_STORE, POOL, READ_BARRIER, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import type { Moment } from '../domain/parts.ts';
import { countReplay, endOfStep } from '../read-model/replay-range.ts';
import { WEBHOOK_ROWS } from '../read-model/projection-name.ts';

/** A range of the log with its ends fixed, and how many deliveries it makes. */
export interface ReplayPlan {
  readonly from: Moment;
  readonly to: Moment;
  readonly eventTypes: readonly string[];
  readonly count: number;
  /** Where its first step ends; null: it has no other. */
  readonly upTo: string | null;
}

/** What a replay to an endpoint that takes `endpointTypes` would deliver. */
export class PlanReplay extends Query<ReplayPlan> {
  constructor(
    readonly merchantId: string,
    readonly endpointTypes: readonly string[],
    readonly body: ReplayBody,
  ) {
    super();
  }
}

const momentOf = (asked: AsOf | null): Moment => {
  if (asked === null) return null;
  return 'time' in asked
    ? { type: 'time', time: asked.time.toISOString() }
    : { type: 'position', position: String(asked.position) };
};

@QueryHandler(PlanReplay)
export class PlanReplayHandler implements IQueryHandler<PlanReplay> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(READ_BARRIER) private readonly barrier: ReadBarrier,
  ) {}

  async execute({ merchantId, endpointTypes, body }: PlanReplay): Promise<ReplayPlan> {
    // Without an end it is what there is now: the count that is answered holds.
    const head = await this.store.head();
    await this.barrier.caughtUp(WEBHOOK_ROWS);
    const from = momentOf(body.from);
    const to = momentOf(body.to) ?? { type: 'position', position: String(head) };
    const eventTypes = body.event_types ?? endpointTypes;
    const range = { merchantId, from, to, eventTypes };
    const [count, upTo] = await Promise.all([
      countReplay(this.pool, range),
      endOfStep(this.pool, range, { after: '0', head: String(head) }),
    ]);
    return { from, to, eventTypes, count, upTo };
  }
}
