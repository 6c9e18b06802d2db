import type { ChargeResource, Charges } from '@counterfoil/contracts';
import { listCursor, pageOfRows, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';

const cursors = listCursor('charges', 'oldest_first');

/** Answers from the read model, once it holds everything that is in the log now. */
export const chargesFromRows = (pool: Pool, barrier: ReadBarrier): Charges => ({
  async ofPayment(merchantId, paymentId, { limit, cursor }) {
    await barrier.caughtUp({ name: 'charge_view' });
    const { rows } = await pool.query<{ attempt: number; resource: ChargeResource }>({
      name: 'charges-of-payment',
      text: `select attempt, resource from charge_attempt.charge_view_v2
             where payment_id = $1 and merchant_id = $2 and attempt > $3::bigint order by attempt limit $4`,
      values: [paymentId, merchantId, cursors.decode(cursor), limit + 1],
    });
    const page = pageOfRows(rows, limit, ({ attempt }) => cursors.encode(String(attempt)));
    return { ...page, data: page.data.map(({ resource }) => resource) };
  },
});
