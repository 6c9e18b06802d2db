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

it('refunds nothing of disputed money, until the merchant has won', async () => {
  const charge = await charged();
  expect((await psp.refund(charge, 500, `re_${charge}_before`)).status).toBe(200);
  const { id } = await disputeOf(charge);
  const refused = await psp.refund(charge, 500, `re_${charge}`);
  expect(refused).toMatchObject({ status: 409, body: { error: 'charge_disputed' } });
  expect(await psp.books(`re_${charge}`)).toEqual([]);
  expect((await psp.refund(charge, 500, `re_${charge}_before`)).status).toBe(200);
  await psp.decideDispute(id, 'won');
  expect((await psp.refund(charge, 500, `re_${charge}`)).status).toBe(200);
});

describe('news of a dispute', () => {
  afterEach(() => psp.noFaults());

  /** What the merchant hears of a dispute that is opened and then lost, once the losing is told. */
  const heard = async (fault: string, count: number): Promise<readonly string[]> => {
    const charge = await charged();
    const { id } = await disputeOf(charge);
    await merchant.until(charge, 2);
    await psp.fault(fault, { operation: 'dispute', delay_ms: 1 });
    await psp.decideDispute(id, 'lost');
    const told = await merchant.until(charge, 2 + count);
    return told.slice(2).map(({ body }) => body.status);
  };

  it.each([
    ['duplicate_callback', ['lost', 'lost']],
    ['reordered_callbacks', ['lost', 'needs_response']],
    ['late_callback', ['lost']],
  ])('suffers %s when it is named', async (fault, told) => expect(await heard(fault, told.length)).toEqual(told));

  it('may not come at all, and then the status query tells', async () => {
    await psp.fault('no_callback', { operation: 'dispute' });
    const unheard = await charged();
    const { id } = await disputeOf(unheard);
    const heardOf = await charged();
    await merchant.until(heardOf, 2);
    expect(merchant.of(unheard)).toHaveLength(1);
    expect((await psp.dispute(id)).body.status).toBe('needs_response');
  });

  it('suffers no fault that is meant for a call', async () => {
    const charge = await charged();
    await psp.fault('no_callback');
    await merchant.until(charge, 2);
    await psp.charge('ch_suffers', '4242424242424242', { callback_url: merchant.url });
    await psp.charge('ch_thereafter', '4242424242424242', { callback_url: merchant.url });
    await merchant.until('ch_thereafter', 1);
    expect(merchant.of('ch_suffers')).toEqual([]);
  });
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
