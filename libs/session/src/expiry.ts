import type { Payments } from '@counterfoil/contracts';
import type { StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, deriveUuid } from '@counterfoil/platform';
import { actOnEach, type ReadBarrier, type Timer } from '@counterfoil/service';
import type { Pool } from 'pg';
import { endOfSession } from './commands/end-of-session.ts';
import { dueAt } from './domain/expiry.ts';
import { sessionView } from './read-model/session-view.ts';
import type { SessionAggregate } from './session-aggregate.ts';

/** Sessions that one run ends, all at once. */
const BATCH = 100;

interface Due {
  readonly id: string;
  readonly due_at: Date;
}

/** Ends sessions whose time is up, and resolves when they and their payments have ended, within 10 s of real time. */
export const sessionExpiry = (around: {
  readonly sessions: SessionAggregate;
  readonly payments: Payments;
  readonly watch: StreamWatch;
  readonly pool: Pool;
  readonly barrier: ReadBarrier;
}): Timer => {
  const { sessions, payments, watch, pool, barrier } = around;
  const view = sessionView(sessions);

  /** 1, or 0 when the session has gone on since its row was written, which is no fault. */
  const expire = async ({ id, due_at: due }: Due, now: Date): Promise<number> => {
    const { state, revision, correlationId } = await sessions.load(id);
    if (state.status === 'NONE' || correlationId === null) throw new Error(`${id} is due and not in the log`);
    const dueNow = dueAt(state);
    if (dueNow === null || Date.parse(dueNow) !== due.getTime()) return 0;
    // The same in every process and after every crash, and another one when the session comes due again, if need be at
    // the same time: the clock of a machine may be set back.
    const operationId = deriveUuid('session-expiry', id, String(revision));
    const { merchantId, paymentId } = state;
    const occurredAt = now.toISOString();
    crashPoint('expiry-due');
    using follower = watch.follow(sessions, id);
    const handled = await sessions.handle(
      id,
      { type: 'ExpireSession', operationId, now: occurredAt },
      {
        commandId: operationId,
        causationId: operationId,
        correlationId,
        merchantId,
        paymentId,
        actor: 'system',
        occurredAt,
      },
    );
    if (handled.status !== 'done') return 0;
    crashPoint('session-expired');
    await endOfSession(payments, follower, handled);
    return handled.appended ? 1 : 0;
  };

  return {
    name: 'session.expiry',
    async run(now) {
      await barrier.caughtUp(view);
      const { rows } = await pool.query<Due>({
        name: 'session-expiry-due',
        text: 'select id, due_at from session.session_view_v2 where due_at <= $1 order by due_at limit $2',
        values: [now, BATCH],
      });
      return actOnEach(rows, row => expire(row, now));
    },
  };
};
