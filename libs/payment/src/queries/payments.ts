import type { PaymentResource, Payments } from '@counterfoil/contracts';
import type { Loaded, StreamWatch } from '@counterfoil/event-sourcing';
import type { ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';
import type { PaymentState } from '../domain/state.ts';
import { ownedBy, type PaymentAggregate } from '../payment-aggregate.ts';
import { paymentResource } from '../read-model/payment-resource.ts';

/** The payment as its merchant sees it; null for everybody else, and before its first event. */
export const visibleTo = (merchantId: string, { state, revision }: Loaded<PaymentState>): PaymentResource | null =>
  ownedBy(merchantId)(state) && revision !== 'no_stream' ? paymentResource(state, revision) : null;

/** Answers of one payment from the log itself: its stream is short, and never late. Of several from the rows. */
export const answerPayments = (
  aggregate: PaymentAggregate,
  watch: StreamWatch,
  pool: Pool,
  barrier: ReadBarrier,
): Payments => ({
  async find(merchantId, paymentId) {
    return visibleTo(merchantId, await aggregate.load(paymentId));
  },
  async findAll(merchantId, paymentIds) {
    await barrier.caughtUp({ name: 'payment_view' });
    const { rows } = await pool.query<{ id: string; resource: PaymentResource }>({
      name: 'payments-by-id',
      text: 'select id, resource from payment.payment_view_v2 where id = any($1) and merchant_id = $2',
      values: [paymentIds, merchantId],
    });
    return new Map(rows.map(({ id, resource }) => [id, resource]));
  },
  async awaitStatus(merchantId, paymentId, statuses, timeoutMs, signal) {
    const isReached = ({ status }: PaymentState): boolean => status !== 'NONE' && statuses.includes(status);
    return visibleTo(merchantId, await watch.until(aggregate, paymentId, isReached, timeoutMs, signal));
  },
});
