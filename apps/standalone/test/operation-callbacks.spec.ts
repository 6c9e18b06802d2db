import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

// Time stands still: what is asked for again by the clock is never due, and only a callback brings news.
beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '300', TEST_CLOCK: '1' });
});

afterAll(() => running.stop());

const paid = async (capture_method: 'automatic' | 'manual'): Promise<string> => {
  const { body } = await running.merchant.createPayment({
    ...{ amount: 12_500, currency: 'TRY', capture_method },
    ...{ confirm: true, payment_method: card(cards.visa) },
  });
  return body.payment.id;
};

it('a callback about a capture, a void or a refund has the provider asked about it', async () => {
  const { merchant, provider } = running;
  const [captured, cancelled, refunded] = await Promise.all([paid('manual'), paid('manual'), paid('automatic')]);
  for (const operation of ['capture', 'void', 'refund'])
    await provider.addFault({ operation, fault: 'delay_before', times: 1, delay_ms: 3_000 });
  const [capture, cancel, refund] = await Promise.all([
    merchant.capturePayment(captured),
    merchant.cancelPayment(cancelled),
    merchant.createRefund(refunded),
  ]);
  expect([capture.status, capture.body.payment.status]).toEqual([200, 'SUCCEEDED']);
  expect([cancel.status, cancel.body.payment.status]).toEqual([200, 'CANCELLED']);
  expect([refund.status, refund.body.refund.status]).toEqual([201, 'SUCCEEDED']);
});

it('a card is wiped from the vault when its payment needs it no more', async () => {
  const ids = await Promise.all([paid('automatic'), paid('manual')]);
  await eventually(async () => {
    const { rows } = await running.database.pool.query<{ kept: string }>(
      `select count(*) filter (where sealed_number is not null) as kept, count(*) as all_of_them
       from vault.payment_methods where payment_id = any ($1)`,
      [ids],
    );
    return expect(rows).toEqual([{ kept: '0', all_of_them: '2' }]) ?? true;
  });
});
