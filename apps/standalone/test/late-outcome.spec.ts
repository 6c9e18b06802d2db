import { randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '500' });
});

afterAll(() => running.stop());

/** Longer than a confirm waits (api.md: 10 s). */
const SILENCE_MS = 10_500;

const base = { amount: 12_500, currency: 'TRY', return_url: 'https://merchant.example' };
const pays = { payment_method: card(cards.visa) };

it('an outcome that a confirm cannot wait for is PROCESSING, and comes by itself', async () => {
  const { merchant, payer, provider } = running;
  await provider.addFault({ operation: 'authorize', fault: 'hang', times: 2, delay_ms: SILENCE_MS });
  await provider.addFault({ operation: 'status', fault: 'error_before', times: 1_000 });
  const { id, token, payment_id: ofSession } = (await merchant.createSession(base)).body.checkout_session;
  const key = randomUUID();
  const [confirmed, created] = await Promise.all([
    payer.confirm(token, pays),
    merchant.createPayment({ ...base, ...pays, confirm: true }, key),
  ]);
  const open = { paymentStatus: 'PROCESSING', paymentNextAction: null, decline: null };
  expect([confirmed.status, confirmed.body.confirmResult]).toEqual([
    200,
    { ...open, status: 'PROCESSING', paymentId: ofSession },
  ]);
  const { payment } = created.body;
  expect([created.status, created.body.confirmResult]).toEqual([
    201,
    { ...open, status: 'PROCESSING', paymentId: payment.id },
  ]);

  const refused = await merchant.confirmPayment(payment.id, pays);
  expect([refused.status, refused.body.code]).toEqual([409, 'payment_not_confirmable']);
  await provider.clearFaults();
  for (const paymentId of [ofSession, payment.id])
    await eventually(async () => (await merchant.getPayment(paymentId)).body.payment.status === 'SUCCEEDED', {
      timeoutMs: 30_000,
      describe: 'the outcome',
    });
  await eventually(async () => (await merchant.getSession(id)).body.checkout_session.status === 'COMPLETED');

  for (const paymentId of [ofSession, payment.id]) {
    const charges = (await merchant.charges(paymentId)).body.data;
    expect(charges).toMatchObject([{ attempt: 1, status: 'SUCCEEDED', unknown_since: expect.any(String) }]);
    expect(['status_query', 'callback']).toContain(charges[0]!.resolution!.by);
    expect(await provider.books(charges[0]!.id)).toMatchObject([{ operation: 'authorize', status: 'succeeded' }]);
  }
  const now = await payer.confirm(token, pays);
  expect([now.status, now.body.confirmResult.paymentStatus]).toEqual([200, 'SUCCEEDED']);
  const replayed = await merchant.createPayment({ ...base, ...pays, confirm: true }, key);
  expect([replayed.status, replayed.text]).toEqual([201, created.text]);
});
