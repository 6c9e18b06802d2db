import { card, cards } from '@counterfoil/testing';
import { spawnEventStoreDouble } from '@counterfoil/testing/eventstoredb-double';
import { runProduct, type RunningProduct } from './running-product.ts';

/** The same product, its log elsewhere: positions have gaps, and PostgreSQL has the views of the log only. */
describe('the product with its log in EventStoreDB', () => {
  let log: Awaited<ReturnType<typeof spawnEventStoreDouble>>;
  let running: RunningProduct;

  beforeAll(async () => {
    log = await spawnEventStoreDouble();
    running = await runProduct({ EVENT_STORE_URL: log.url });
  });
  afterAll(async () => {
    await running.stop();
    await log.close();
  });

  it('takes, captures and refunds payments, and lists them in the order of their commits', async () => {
    const { merchant, database } = running;
    const base = { amount: 12_500, currency: 'TRY', capture_method: 'manual', confirm: true };
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { body } = await merchant.createPayment({ ...base, payment_method: card(cards.visa) });
      expect(body.payment.status).toBe('AUTHORIZED');
      ids.unshift(body.payment.id);
    }
    const captured = await merchant.capturePayment(ids[0]!, { amount: 10_000 });
    expect(captured.body.payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 10_000 });
    expect((await merchant.createRefund(ids[0]!, { amount: 4_000 })).body.refund.status).toBe('SUCCEEDED');
    // A list waits until its view has everything that the log has.
    const { data } = (await merchant.listPayments({ limit: 5 })).body;
    expect(data.map(({ id }) => id)).toEqual(ids);
    expect(data[0]).toMatchObject({ amount_captured: 10_000, amount_refunded: 4_000 });
    const { rows } = await database.pool.query<{ log: string | null }>("select to_regclass('event_log.events') as log");
    expect(rows).toEqual([{ log: null }]);
  });
});
