import { createHmac } from 'node:crypto';
import { callbackReceiver } from '../../test/callback-receiver.ts';
import { runningPsp, WEBHOOK_SECRET, type RunningPsp } from '../../test/running-psp.ts';

const CARD = '4242424242424242';
let psp: RunningPsp;
let merchant: Awaited<ReturnType<typeof callbackReceiver>>;
beforeAll(async () => {
  psp = await runningPsp();
  merchant = await callbackReceiver();
});
afterAll(async () => {
  await psp.stop();
  await merchant.close();
});

it('tells the outcome of a charge in the words of its answer', async () => {
  const { body } = await psp.charge('ch_told', CARD, { callback_url: merchant.url });
  const { redirect_url: _, ...told } = body;
  const [callback] = await merchant.until('ch_told', 1);
  expect(callback?.body).toEqual({
    ...{ ...told, id: expect.stringMatching(/^cb_[0-9a-f-]{36}$/), type: 'charge.updated', provider: 'alpha' },
    at: (await psp.books('ch_told'))[0].at,
  });
});

it('signs the raw body with the time of sending', async () => {
  await psp.charge('ch_signed', CARD, { callback_url: merchant.url });
  const [callback] = await merchant.until('ch_signed', 1);
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(callback?.headers['alpha-signature'])) ?? [];
  expect(v1).toBe(createHmac('sha256', WEBHOOK_SECRET).update(`${t}.${callback?.raw}`).digest('hex'));
  expect(Math.abs(Number(t) - Date.now() / 1_000)).toBeLessThan(60);
});

it('tells declines, captures, voids and refunds', async () => {
  await psp.charge('ch_declined', '4000000000000002', { callback_url: merchant.url });
  await psp.charge('ch_all', CARD, { callback_url: merchant.url, capture: false });
  await psp.capture('ch_all', 5_000);
  await psp.refund('ch_all', 1_000, 're_all');
  await psp.charge('ch_void', CARD, { callback_url: merchant.url, capture: false });
  await psp.release('ch_void');
  const [declined] = await merchant.until('ch_declined', 1);
  expect(declined?.body).toMatchObject({ status: 'declined', decline_code: 'card_declined', decline_category: 'hard' });
  const told = [...(await merchant.until('ch_all', 2)), ...(await merchant.until('ch_void', 2))];
  const [refund] = await merchant.until('re_all', 1);
  expect(told.map(({ body }) => `${body.reference} ${body.operation} ${body.status}`).sort()).toEqual([
    'ch_all authorize authorized',
    'ch_all capture succeeded',
    'ch_void authorize authorized',
    'ch_void void succeeded',
  ]);
  expect(refund?.body).toMatchObject({ charge: 'ch_all', operation: 'refund', status: 'succeeded', amount: 1_000 });
});

it('tries again until it is answered with success, with one id', async () => {
  merchant.answers.push(500, 302, 503);
  await psp.charge('ch_retried', CARD, { callback_url: merchant.url });
  const tries = await merchant.until('ch_retried', 4);
  expect(new Set(tries.map(({ body }) => body.id)).size).toBe(1);
});

it('tells nothing twice because a charge is asked for twice', async () => {
  await psp.charge('ch_twice', CARD, { callback_url: merchant.url });
  await psp.charge('ch_twice', CARD, { callback_url: merchant.url });
  await psp.charge('ch_next', CARD, { callback_url: merchant.url });
  await merchant.until('ch_next', 1);
  expect(merchant.of('ch_twice')).toHaveLength(1);
});

it('tells nothing of a charge that waits for the payer, and nothing without an address', async () => {
  await psp.charge('ch_waiting', '4000000000003220', { callback_url: merchant.url });
  await psp.charge('ch_no_address', CARD);
  await psp.charge('ch_last', CARD, { callback_url: merchant.url });
  await merchant.until('ch_last', 1);
  expect([...merchant.of('ch_waiting'), ...merchant.of('ch_no_address')]).toEqual([]);
});

it('tells all of many charges at once', async () => {
  const references = Array.from({ length: 200 }, (_, index) => `ch_many_${index}`);
  await Promise.all(references.map(reference => psp.charge(reference, CARD, { callback_url: merchant.url })));
  for (const reference of references) await merchant.until(reference, 1);
});
