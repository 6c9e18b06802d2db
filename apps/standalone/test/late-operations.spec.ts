import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '500' });
});

afterAll(() => running.stop());

/** Longer than an operation waits (api.md: 10 s). */
const SILENCE_MS = 11_000;

const paid = async (capture_method: 'automatic' | 'manual'): Promise<string> => {
  const { body } = await running.merchant.createPayment({
    ...{ amount: 12_500, currency: 'TRY', capture_method },
    ...{ confirm: true, payment_method: card(cards.visa) },
  });
  return body.payment.id;
};

it('a capture, cancel or refund whose outcome is not known in time says so, and comes to its end by itself', async () => {
  const { merchant, provider } = running;
  const [captured, cancelled, refunded] = await Promise.all([paid('manual'), paid('manual'), paid('automatic')]);
  for (const operation of ['capture', 'void', 'refund'])
    await provider.addFault({ operation, fault: 'hang', times: 1, delay_ms: SILENCE_MS });
  await provider.addFault({ operation: 'status', fault: 'error_before', times: 1_000 });
  const key = randomUUID();
  const asked = Promise.all([
    merchant.capturePayment(captured, { amount: 4_000 }, key),
    merchant.cancelPayment(cancelled),
    merchant.createRefund(refunded),
  ]);
  await eventually(async () => (await merchant.getPayment(captured)).body.payment.pending_operation === 'capture');
  const another = await merchant.cancelPayment(captured);
  expect([another.status, another.body.code]).toEqual([409, 'operation_in_progress']);

  const [capture, cancel, refund] = await asked;
  expect([capture.status, capture.body.payment]).toMatchObject([
    202,
    { status: 'AUTHORIZED', pending_operation: 'capture', amount_captured: 0 },
  ]);
  expect([cancel.status, cancel.body.payment]).toMatchObject([
    202,
    { status: 'AUTHORIZED', pending_operation: 'cancel' },
  ]);
  expect([refund.status, refund.body.refund]).toMatchObject([201, { status: 'PENDING', failure_code: null }]);
  const replayed = await merchant.capturePayment(captured, { amount: 4_000 }, key);
  expect([replayed.status, replayed.text]).toEqual([202, capture.text]);

  await provider.clearFaults();
  const reach = (id: string, expected: object) =>
    eventually(async () => expect((await merchant.getPayment(id)).body.payment).toMatchObject(expected) ?? true, {
      timeoutMs: 40_000,
      describe: JSON.stringify(expected),
    });
  await reach(captured, { status: 'SUCCEEDED', pending_operation: null, amount_captured: 4_000, amount_capturable: 0 });
  await reach(cancelled, { status: 'CANCELLED', pending_operation: null });
  await reach(refunded, { status: 'SUCCEEDED', amount_refunded: 12_500 });
});
