import type { ChargeResource, Charges } from '@counterfoil/contracts';
import { listCursor, pageOfRows, type ReadBarrier } from '@counterfoil/service';
import type { Pool } from 'pg';

/** How many attempts a payment has had, once the read model holds everything that is in the log now. */
export const attemptsFromRows =
  (pool: Pool, barrier: ReadBarrier) =>
  async (paymentId: string): Promise<number> => {
    await barrier.caughtUp({ name: 'charge_view' });
    const { rows } = await pool.query<{ last: number | null }>({
      name: 'attempts-of-payment',
      text: 'select max(attempt) as last from charge_attempt.charge_view_v3 where payment_id = $1',
      values: [paymentId],
    });
    return rows[0]?.last ?? 0;
  };

const cursors = listCursor('charges', 'oldest_first');

/** Answers from the read model, once it holds everything that is in the log now. */
export const chargesFromRows = (pool: Pool, barrier: ReadBarrier): Charges => ({
  async ofPayment(merchantId, paymentId, { limit, cursor }) {
    await barrier.caughtUp({ name: 'charge_view' });
    const { rows } = await pool.query<{ attempt: number; resource: ChargeResource }>({
      name: 'charges-of-payment',
      text: `select attempt, resource from charge_attempt.charge_view_v3
             where payment_id = $1 and merchant_id = $2 and attempt > $3::bigint order by attempt limit $4`,
      values: [paymentId, merchantId, cursors.decode(cursor), limit + 1],
    });
    const page = pageOfRows(rows, limit, ({ attempt }) => cursors.encode(String(attempt)));
    return { ...page, data: page.data.map(({ resource }) => resource) };
  },
});
