import { randomUUID } from 'node:crypto';
import { eventually } from '@counterfoil/testing';
import { betaCallerOf, paymentOf } from '../../test/beta-caller.ts';
import { callbackReceiver } from '../../test/callback-receiver.ts';
import { callerOf, runningPsp, startPsp, type RunningPsp } from '../../test/running-psp.ts';

const CARD = '4000000000000259';
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

/** The dispute of a charge, once it is there. */
const disputeOf = async (charge: string, at: Pick<RunningPsp, 'disputes'> = psp) => {
  await eventually(async () => (await at.disputes(charge)).length > 0, { describe: `a dispute of ${charge}` });
  const disputes = await at.disputes(charge);
  expect(disputes).toHaveLength(1);
  return disputes[0];
};

const charged = async (more: object = {}): Promise<string> => {
  const reference = `ch_${randomUUID()}`;
  await psp.charge(reference, CARD, { callback_url: merchant.url, ...more });
  return reference;
};

it('disputes what such a card paid, tells of it, and answers the status query', async () => {
  const charge = await charged();
  const { id } = await disputeOf(charge);
  const [, told] = await merchant.until(charge, 2);
  expect(told?.body).toMatchObject({
    ...{ type: 'dispute.updated', provider: 'alpha', reference: charge, charge, dispute: id },
    ...{ status: 'needs_response', amount: 12_500, currency: 'TRY', reason: 'fraudulent' },
  });
  expect((await psp.dispute(id)).body).toEqual({
    ...{ id, charge, status: 'needs_response', amount: 12_500, currency: 'TRY', reason: 'fraudulent' },
    opened_at: expect.stringMatching(/Z$/),
  });
});

it('disputes only what was captured, and no other card', async () => {
  const held = await charged({ capture: false });
  const undisputed = `ch_${randomUUID()}`;
  await psp.charge(undisputed, '4242424242424242');
  await disputeOf(await charged());
  expect([...(await psp.disputes(held)), ...(await psp.disputes(undisputed))]).toEqual([]);
  await psp.capture(held, 4_000);
  expect(await disputeOf(held)).toMatchObject({ amount: 4_000 });
});

it('is decided once, as a tester wants it, and tells of that', async () => {
  const charge = await charged();
  const { id } = await disputeOf(charge);
  await merchant.until(charge, 2);
  for (const time of ['first', 'again'])
    expect([time, await psp.decideDispute(id, 'lost')]).toMatchObject([
      time,
      { status: 200, body: { dispute: { id, status: 'lost' } } },
    ]);
  expect(await psp.decideDispute(id, 'won')).toMatchObject({ status: 409, body: { error: 'dispute_decided' } });
  const told = await merchant.until(charge, 3);
  expect(told.map(({ body }) => body.status)).toEqual(['succeeded', 'needs_response', 'lost']);
  expect((await psp.dispute(id)).body).toMatchObject({ status: 'lost' });
});

it('refuses a decision of what is not there, and one that makes no sense', async () => {
  expect((await psp.decideDispute('dsp_none', 'won')).status).toBe(404);
  expect((await psp.decideDispute('dsp_none', 'drawn')).status).toBe(422);
  expect((await psp.dispute('dsp_none')).status).toBe(404);
});

it('speaks beta to beta’s merchants', async () => {
  const [beta, payment] = [betaCallerOf(psp.url), `ch_${randomUUID()}`];
  await beta.pay({ ...paymentOf(payment, CARD), notify_at: merchant.url });
  const { id } = await disputeOf(payment);
  const chargeback = {
    ...{ chargeback_id: id, payment, money: { value: '125.00', currency: 'TRY' }, in_favour_of: null },
    ...{ reason: { code: '10.4', text: expect.any(String) }, opened_at: expect.any(String) },
  };
  const [, told] = await merchant.until(payment, 2);
  expect(told?.body).toEqual({ event: 'chargeback.updated', occurred_at: expect.any(String), chargeback });
  expect((await beta.chargebacks(id)).body).toEqual({ chargebacks: [chargeback] });
  expect((await beta.chargebacks('dsp_none')).body).toEqual({ chargebacks: [] });
  expect((await psp.dispute(id)).status).toBe(404);
  await psp.decideDispute(id, 'won');
  expect((await beta.chargebacks(id)).body).toMatchObject({ chargebacks: [{ in_favour_of: 'MERCHANT' }] });
});

it('tells after a restart what it could not before it', async () => {
  const deaf = await callbackReceiver();
  await deaf.close();
  const first = await startPsp(psp.db.url);
  const charge = `ch_${randomUUID()}`;
  await callerOf(first.url).charge(charge, CARD, { callback_url: deaf.url });
  await first.close();
  const second = await startPsp(psp.db.url);
  expect(await disputeOf(charge)).toMatchObject({ status: 'open' });
  await second.close();
});
