import { createHmac, randomBytes } from 'node:crypto';
import type { Page, ProviderCallbackResource } from '@counterfoil/contracts';
import { betaConnector } from '@counterfoil/providers';
import { card, cards, eventually, type MerchantClient } from '@counterfoil/testing';
import { Sealer } from '@counterfoil/vault';
import { runProduct, type RunningProduct } from './running-product.ts';

const vaultKey = randomBytes(32);
let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ VAULT_KEY: vaultKey.toString('base64') });
});
afterAll(() => running.stop());

it.each(['alpha', 'beta'])('news of %s is heard only when it is signed', async provider => {
  const url = `${running.product.url}/v1/providers/${provider}/callbacks`;
  const forged = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":"cb_1","reference":"ch_1"}',
  });
  expect(forged.status).toBe(401);
});

const AMOUNT = { amount: 12_500, currency: 'TRY' };

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

const pay = async (number: string, capture_method = 'automatic') => {
  const body = { ...AMOUNT, capture_method, confirm: true, payment_method: card(number) };
  return (await running.merchant.createPayment(body)).body.payment;
};

const chargeOf = async (paymentId: string) => (await running.merchant.charges(paymentId)).body.data[0]!;

/** How often the news of a charge was kept. */
const kept = async (chargeId: string): Promise<number> => {
  const { rowCount } = await running.database.pool.query(
    `select from event_log.events where type = 'ProviderCallbackReceived' and data ->> 'reference' = $1`,
    [chargeId],
  );
  return rowCount ?? 0;
};

const metric = async (begin: string): Promise<number> => {
  const text = await (await fetch(`${running.product.url}/metrics`)).text();
  const line = text.split('\n').find(each => each.startsWith(begin));
  return Number(line?.slice(line.lastIndexOf(' ')));
};

const listed = (merchant: MerchantClient, query = '') =>
  merchant.call<Page<ProviderCallbackResource>>('GET', `/v1/provider-callbacks${query}`);
const retry = (merchant: MerchantClient, id: string) =>
  merchant.call<{ provider_callback: ProviderCallbackResource }>('POST', `/v1/provider-callbacks/${id}/retry`);

it.each([
  ['twice is kept once', 'duplicate_callback', 1],
  ['in the wrong order undoes nothing', 'reordered_callbacks', 2],
] as const)('news that comes %s', async (_what, fault, times) => {
  await running.provider.addFault({ operation: 'authorize', fault, times: 1 });
  const { id } = await pay(cards.visa);
  const { id: charge } = await chargeOf(id);
  await eventually(async () => (await kept(charge)) === times);
  await eventually(async () => (await metric('counterfoil_consumer_lag_positions{consumer="charge-attempt.cal')) === 0);
  expect(await kept(charge)).toBe(times);
  expect(await chargeOf(id)).toMatchObject({ status: 'SUCCEEDED', unknown_since: null });
  const types = (await running.merchant.timeline(id)).body.data.map(({ type }) => type);
  expect(types.filter(type => type === 'ChargeAttemptSucceeded')).toHaveLength(1);
});

it('what beta sends is kept, whoever asked beta', async () => {
  const sealer = new Sealer(vaultKey);
  const beta = betaConnector({
    baseUrl: running.product.providerUrl,
    secretKey: sealer.mac('sandbox-provider-key', '').toString('hex'),
    callbackSecret: '',
    timeoutMs: 5_000,
  });
  const outcome = await beta.authorize({
    ...{ reference: 'ch_of_beta', amount: 1_250n, currency: 'BHD', capture: true, challenge: false },
    card: { number: cards.visa, expMonth: 12, expYear: 2099, cvc: null },
    returnUrl: running.product.url,
    callbackUrl: `${running.product.url}/v1/providers/beta/callbacks`,
  });
  expect(outcome).toMatchObject({ type: 'approved' });
  await eventually(async () => {
    const { rows } = await running.database.pool.query<{ provider: string }>(
      `select data ->> 'provider' as provider from event_log.events
       where type = 'ProviderCallbackReceived' and data ->> 'reference' = 'ch_of_beta'`,
    );
    return rows[0]?.provider === 'beta';
  });
});

describe('news that leads nowhere for a minute', () => {
  let paymentId: string;
  let ofCharge: ProviderCallbackResource;

  beforeAll(async () => {
    // That nobody knows the charge, or cannot be asked about the dispute, keeps no provider waiting for its 200.
    expect(await callBack({ id: 'cb_nobody', reference: 'ch_nobody' })).toBe(200);
    await running.provider.addFault({ operation: 'status', fault: 'error_before', times: 1_000 });
    paymentId = (await pay(cards.disputed)).id;
    await eventually(async () => (await listed(running.merchant)).body.data.length === 3, { timeoutMs: 75_000 });
    await running.provider.clearFaults();
  }, 90_000);

  it('is listed for an operator, that of a charge for its merchant alone', async () => {
    const { data } = (await listed(running.merchant, '?status=unmatched')).body;
    const charge = (await chargeOf(paymentId)).id;
    [ofCharge] = data.filter(({ reference }) => reference === charge) as [ProviderCallbackResource];
    const nobody = data.find(({ reference }) => reference === 'ch_nobody');
    expect(nobody).toEqual({
      ...{ id: 'alpha.cb_nobody', provider: 'alpha', event_id: 'cb_nobody', reference: 'ch_nobody', dispute: null },
      ...{ received_at: expect.any(String), status: 'unmatched', error: 'There is no charge ch_nobody', tries: 10 },
    });
    expect(ofCharge).toMatchObject({ provider: 'alpha', dispute: expect.any(String), status: 'unmatched' });
    expect(ofCharge.error).toMatch(/^alpha, asked about dispute/);
    expect((await listed(running.otherMerchant)).body.data).toEqual(data.filter(each => each !== ofCharge));
    expect(await metric('counterfoil_provider_callbacks_unmatched')).toBe(3);
  });

  it('is listed page by page, newest first, without the others’', async () => {
    const all = (await listed(running.merchant)).body.data;
    expect(all.map(({ received_at }) => received_at)).toEqual(
      all
        .map(({ received_at }) => received_at)
        .sort()
        .reverse(),
    );
    for (const [merchant, expected] of [
      [running.merchant, all],
      [running.otherMerchant, all.filter(({ id }) => id !== ofCharge.id)],
    ] as const) {
      const found: ProviderCallbackResource[] = [];
      for (let cursor = ''; ;) {
        const { data, next_cursor } = (await listed(merchant, `?limit=1${cursor}`)).body;
        found.push(...data);
        if (next_cursor === null) break;
        expect(data).toHaveLength(1);
        cursor = `&cursor=${next_cursor}`;
      }
      expect(found).toEqual(expected);
    }
    expect((await listed(running.merchant, '?status=retrying')).body.data).toEqual([]);
  });

  it('is looked into again when an operator asks, and leaves the list when it leads somewhere', async () => {
    const foreign = await retry(running.otherMerchant, ofCharge.id);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    const { status, body } = await retry(running.merchant, ofCharge.id);
    expect([status, body.provider_callback]).toEqual([202, { ...ofCharge, status: 'retrying' }]);
    await eventually(async () => (await listed(running.merchant)).body.data.length === 2);
    expect((await running.merchant.listDisputes({ payment: paymentId })).body.data).toMatchObject([{ status: 'OPEN' }]);
    const again = await retry(running.merchant, ofCharge.id);
    expect([again.status, again.body.code]).toEqual([409, 'callback_not_retryable']);
    const fault = { body: { reason: 'again' } };
    const strange = await running.merchant.call('POST', `/v1/provider-callbacks/${ofCharge.id}/retry`, fault);
    expect([strange.status, strange.body.errors?.[0]?.pointer]).toEqual([422, '/reason']);
    const unknown = await retry(running.merchant, 'alpha.cb_none');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
  });
});
