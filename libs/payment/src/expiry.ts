import type { Cause, StreamWatch } from '@counterfoil/event-sourcing';
import { crashPoint, deriveUuid } from '@counterfoil/platform';
import { actOnEach, OUTCOME_WAIT_MS, type Expiry, type ReadBarrier, type Timer } from '@counterfoil/service';
import type { Pool } from 'pg';
import { waiting, type Waiting } from './domain/expiry.ts';
import { isSettled } from './domain/state.ts';
import type { PaymentAggregate } from './payment-aggregate.ts';

/** Payments that one run ends, all at once. */
const BATCH = 100;

interface Due {
  readonly id: string;
  readonly waits_for: Waiting['for'];
  readonly waits_since: Date;
}

interface Around {
  readonly payments: PaymentAggregate;
  readonly watch: StreamWatch;
  readonly pool: Pool;
  readonly barrier: ReadBarrier;
  readonly expiry: Expiry;
}

const before = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1_000);

/** Waits for the read model first, so that what a run has ended is not due to the next one. */
const findDue = async ({ pool, barrier, expiry }: Around, now: Date): Promise<readonly Due[]> => {
  await barrier.caughtUp({ name: 'payment_view' });
  const { rows } = await pool.query<Due>({
    name: 'payment-expiry-due',
    text: `select id, waits_for, waits_since from payment.payment_view_v2
           where (waits_for = 'confirmation' and waits_since <= $1)
              or (waits_for = 'authorization' and waits_since <= $2)
           order by waits_since limit $3`,
    values: [before(now, expiry.paymentExpiryS), before(now, expiry.authorizationExpiryS), BATCH],
  });
  return rows;
};

/** Ends one payment, and waits until its provider has let it go. 0 when it has gone on since its row was written. */
const expire = async ({ payments, watch }: Around, { id, ...row }: Due, now: Date): Promise<number> => {
  using follower = watch.follow(payments, id);
  const { state, correlationId } = await payments.load(id);
  if (state.status === 'NONE' || correlationId === null) throw new Error(`${id} is due and not in the log`);
  const wait = waiting(state);
  if (wait?.for !== row.waits_for || Date.parse(wait.since) !== row.waits_since.getTime()) return 0;
  // The same in every process and after every crash, and another one when the payment comes due again.
  const operationId = deriveUuid('payment-expiry', id, wait.since);
  const occurredAt = now.toISOString();
  const cause: Cause = {
    commandId: operationId,
    causationId: operationId,
    correlationId,
    merchantId: state.merchantId,
    paymentId: id,
    actor: 'system',
    occurredAt,
  };
  crashPoint('expiry-due');
  const command = { type: 'ExpirePayment', operationId, waitsSince: wait.since, now: occurredAt } as const;
  const handled = await payments.handle(id, command, cause);
  if (handled.status !== 'done') return 0;
  crashPoint('payment-expired');
  await follower.until(handled, isSettled(operationId), OUTCOME_WAIT_MS);
  return handled.appended ? 1 : 0;
};

/** Ends payments that waited too long, and resolves when they have ended, within 10 s of real time. */
export const paymentExpiry = (around: Around): Timer => ({
  name: 'payment.expiry',
  async run(now) {
    return actOnEach(await findDue(around, now), row => expire(around, row, now));
  },
});
