import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { card, cards, eventually } from '@counterfoil/testing';
import { Sealer } from '@counterfoil/vault';
import { runProduct, type RunningProduct } from './running-product.ts';

const vaultKey = randomBytes(32);
let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ VAULT_KEY: vaultKey.toString('base64') });
});
afterAll(() => running.stop());

const AMOUNT = { amount: 12_500, currency: 'TRY' };

const pay = async (changes: object = {}): Promise<string> => {
  const { body } = await running.merchant.createPayment({
    ...{ ...AMOUNT, confirm: true, payment_method: card(cards.disputed) },
    ...changes,
  });
  return body.payment.id;
};

const chargeOf = async (paymentId: string) => (await running.merchant.charges(paymentId)).body.data[0]!;
const disputesOf = async (paymentId: string) => (await running.merchant.listDisputes({ payment: paymentId })).body.data;

/** The one dispute of a payment, once it has that status. */
const untilDispute = async (paymentId: string, status = 'OPEN') => {
  await eventually(async () => (await disputesOf(paymentId))[0]?.status === status, {
    describe: `a dispute ${status}`,
  });
  const disputes = await disputesOf(paymentId);
  expect(disputes).toHaveLength(1);
  return disputes[0]!;
};

/** Has the provider decide a payment's dispute. */
const decide = async (paymentId: string, outcome: 'won' | 'lost'): Promise<void> => {
  const [dispute] = await running.provider.disputes((await chargeOf(paymentId)).id);
  await running.provider.decideDispute(dispute!.id, outcome);
};

const eventTypes = async (paymentId: string): Promise<readonly string[]> =>
  (await running.merchant.timeline(paymentId, { limit: 100 })).body.data.map(({ type }) => type);

/** A callback of alpha's, with its signature. */
const callBack = async (news: object): Promise<number> => {
  const body = JSON.stringify(news);
  const t = Math.floor(Date.now() / 1_000);
  const secret = new Sealer(vaultKey).mac('sandbox-provider-callbacks', '').toString('hex');
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'alpha-signature': `t=${t},v1=${v1}` };
  const url = `${running.product.url}/v1/providers/alpha/callbacks`;
  return (await fetch(url, { method: 'POST', headers, body })).status;
};

describe('a dispute', () => {
  it('is opened by the provider, and read by the merchant alone', async () => {
    const id = await pay();
    const dispute = await untilDispute(id);
    expect(dispute).toEqual({
      ...{ id: expect.stringMatching(/^dp_[0-9a-z]{26}$/), payment_id: id, status: 'OPEN' },
      ...{ ...AMOUNT, reason: 'fraudulent', created_at: dispute.updated_at, updated_at: dispute.updated_at },
    });
    expect((await running.merchant.getDispute(dispute.id)).body).toEqual({ dispute });
    expect((await running.otherMerchant.getDispute(dispute.id)).status).toBe(404);
    expect((await running.otherMerchant.listDisputes({ payment: id })).body.data).toEqual([]);
    expect((await running.merchant.getPayment(id)).body.payment).toMatchObject({ status: 'SUCCEEDED' });
    expect(await eventTypes(id)).toEqual(expect.arrayContaining(['ChargeDisputed', 'DisputeOpened']));
  });

  it.each(['won', 'lost'] as const)('that is %s is told once, and the money is where it belongs', async outcome => {
    const id = await pay();
    await untilDispute(id);
    const early = await running.merchant.createRefund(id, { amount: 1 });
    expect([early.status, early.body.code]).toEqual([409, 'payment_not_refundable']);
    await decide(id, outcome);
    const { status, created_at, updated_at } = await untilDispute(id, outcome.toUpperCase());
    expect([status, created_at < updated_at]).toEqual([outcome.toUpperCase(), true]);
    const types = await eventTypes(id);
    expect(types.filter(type => type.startsWith('Dispute'))).toEqual([
      'DisputeOpened',
      outcome === 'won' ? 'DisputeWon' : 'DisputeLost',
    ]);
    const late = await running.merchant.createRefund(id);
    expect([late.status, late.body.code]).toEqual(
      outcome === 'won' ? [201, undefined] : [409, 'payment_not_refundable'],
    );
  });

  it('is of what was captured, and leaves a rest of it to refund', async () => {
    const id = await pay({ capture_method: 'manual' });
    await running.merchant.capturePayment(id, { amount: 9_000 });
    expect(await untilDispute(id)).toMatchObject({ amount: 9_000 });
    const refund = await running.merchant.createRefund(id, { amount: 1 });
    expect([refund.status, refund.body.code]).toEqual([409, 'payment_not_refundable']);
  });

  it('is heard of from whichever provider holds the charge', async () => {
    await running.provider.addFault({ provider: 'alpha', operation: 'authorize', fault: 'drop_before', times: 1 });
    const id = await pay();
    await untilDispute(id);
    const charges = (await running.merchant.charges(id)).body.data;
    expect(charges.map(({ provider, status }) => [provider, status])).toEqual([
      ['alpha', expect.stringMatching(/DECLINED|FAILED/)],
      ['beta', 'SUCCEEDED'],
    ]);
    const [dispute] = await running.provider.disputes(charges[1]!.id);
    await running.provider.decideDispute(dispute!.id, 'won');
    expect(await untilDispute(id, 'WON')).toMatchObject({ ...AMOUNT, reason: 'fraudulent' });
  });

  it('is the same one however often, in whatever order and beside whatever else its news come', async () => {
    const id = await pay();
    const { id: reference } = await chargeOf(id);
    await untilDispute(id);
    const dispute = (await running.provider.disputes(reference))[0]!.id;
    await decide(id, 'won');
    const news = { reference, charge: reference, dispute, type: 'dispute.updated' };
    const same = { ...news, id: `cb_${randomUUID()}`, status: 'needs_response' };
    const all = [
      same,
      same,
      ...Array.from({ length: 5 }, () => ({ ...news, id: `cb_${randomUUID()}`, status: 'lost' })),
    ];
    expect(new Set(await Promise.all(all.map(callBack)))).toEqual(new Set([200]));
    await untilDispute(id, 'WON');
    const { body } = await running.merchant.createRefund(id);
    expect(body.refund.status).toBe('SUCCEEDED');
    expect((await eventTypes(id)).filter(type => type.includes('Dispute'))).toEqual([
      ...['ChargeDisputed', 'DisputeOpened', 'ChargeDisputeWon', 'DisputeWon'],
    ]);
  });

  it('of a charge that nobody knows is kept, and holds up nobody', async () => {
    const news = { id: `cb_${randomUUID()}`, reference: 'ch_none', charge: 'ch_none', dispute: 'dsp_none' };
    expect(await callBack(news)).toBe(200);
    await untilDispute(await pay());
    const { rows } = await running.database.pool.query(
      `select data ->> 'dispute' as dispute from event_log.events where stream = $1`,
      [`provider_callback-alpha.${news.id}`],
    );
    expect(rows).toEqual([{ dispute: 'dsp_none' }]);
  });
});

describe('the list of disputes', () => {
  it('is newest first, in pages, by status and by payment', async () => {
    const first = await pay();
    await untilDispute(first);
    await decide(first, 'lost');
    const lost = await untilDispute(first, 'LOST');
    const open = await untilDispute(await pay());
    const { body: page } = await running.merchant.listDisputes({ limit: 1 });
    expect(page).toEqual({ data: [open], has_more: true, next_cursor: expect.any(String) });
    const { body: next } = await running.merchant.listDisputes({ limit: 1, cursor: page.next_cursor! });
    expect(next.data).toEqual([lost]);
    expect((await running.merchant.listDisputes({ status: 'LOST', limit: 1 })).body.data).toEqual([lost]);
    expect((await running.merchant.listDisputes({ status: 'WON', payment: first })).body.data).toEqual([]);
    const wrong = await running.merchant.listDisputes({ status: 'open', limit: 0 });
    expect(wrong.body.errors?.map(({ pointer }) => pointer).sort()).toEqual(['/limit', '/status']);
  });
});

it.each(['cb\u0000', '\u0000', 'cb\n', '\ud800'])(
  'news by the name %j are not taken, and nothing breaks',
  async name => {
    const news = { id: `cb_${randomUUID()}`, reference: 'ch_1', charge: 'ch_1', dispute: null };
    for (const member of ['id', 'reference', 'charge', 'dispute'])
      expect([member, await callBack({ ...news, [member]: name })]).toEqual([member, 401]);
  },
);
