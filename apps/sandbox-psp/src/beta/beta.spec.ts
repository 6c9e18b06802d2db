import { createHmac } from 'node:crypto';
import { betaCallerOf, paymentOf } from '../../test/beta-caller.ts';
import { callbackReceiver } from '../../test/callback-receiver.ts';
import { runningPsp, WEBHOOK_SECRET, type RunningPsp } from '../../test/running-psp.ts';

let psp: RunningPsp;
let beta: ReturnType<typeof betaCallerOf>;
let merchant: Awaited<ReturnType<typeof callbackReceiver>>;
beforeAll(async () => {
  psp = await runningPsp();
  beta = betaCallerOf(psp.url);
  merchant = await callbackReceiver();
});
afterEach(() => psp.noFaults());
afterAll(async () => {
  await psp.stop();
  await merchant.close();
});

const fault = (code: string) => ({ fault: { code, message: expect.any(String) as unknown, fields: [] } });
const inCurrency = (request_id: string, value: string, currency: string) => ({
  ...paymentOf(request_id),
  money: { value, currency },
});

describe('a payment at beta', () => {
  it('is answered in major units, with beta’s fee, and kept in minor units', async () => {
    expect(await beta.pay(paymentOf('ch_pay'))).toMatchObject({
      status: 201,
      body: {
        transaction: {
          transaction_id: expect.stringMatching(/^BT[0-9A-F]{32}$/) as unknown,
          ...{ request_id: 'ch_pay', payment: 'ch_pay', kind: 'payment', result: 'SETTLED' },
          ...{ money: { value: '125.00', currency: 'TRY' }, fee: { value: '2.68', currency: 'TRY' } },
          ...{ reason: null, authenticate_at: null },
        },
      },
    });
    expect(await psp.books('ch_pay')).toMatchObject([{ provider: 'beta', amount: 12_500, currency: 'TRY', calls: 1 }]);
  });

  it.each([
    ['JPY', '1250', 1_250, '54'],
    ['BHD', '1.250', 1_250, '0.054'],
    ['EUR', '12.50', 1_250, '0.54'],
  ])('in %s is written %s', async (currency, value, amount, fee) => {
    const { body } = await beta.pay(inCurrency(`ch_${currency}`, value, currency));
    expect(body.transaction).toMatchObject({ money: { value, currency }, fee: { value: fee, currency } });
    expect(await psp.books(`ch_${currency}`)).toMatchObject([{ amount, currency }]);
  });

  it.each([
    ['4000000000000002', '05'],
    ['4000000000009995', '51'],
    ['4000000000009987', '41'],
    ['4000000000000341', '06'],
  ])('with the card %s is refused with 402 and the reason %s', async (pan, code) => {
    const { status, body } = await beta.pay(paymentOf(`ch_${pan}`, pan));
    expect(status).toBe(402);
    expect(body.transaction).toMatchObject({ result: 'REFUSED', reason: { code }, fee: { value: '0.00' } });
  });

  it('with the card that the first provider cannot process succeeds', async () =>
    expect((await beta.pay(paymentOf('ch_0119', '4000000000000119'))).body.transaction.result).toBe('SETTLED'));

  it('waits for the payer at a page of beta’s own', async () => {
    const { status, body } = await beta.pay(paymentOf('ch_3ds', '4000000000003220'));
    expect({ status, result: body.transaction.result }).toEqual({ status: 202, result: 'AWAITING_PAYER' });
    const { pathname } = new URL(body.transaction.authenticate_at);
    expect(pathname).toMatch(/^\/beta\/3ds\//);
    expect((await psp.send('GET', pathname)).body).toContain(`action="${pathname}/complete"`);
    expect((await psp.send('POST', `${pathname.replace('beta', 'alpha')}/complete`)).status).toBe(404);
    await psp.send('POST', `${pathname}/complete`);
    expect((await beta.query('ch_3ds')).body.transactions).toMatchObject([
      { result: 'SETTLED', authenticate_at: null },
    ]);
  });

  it('has a reference of its own: alpha may have used the same', async () => {
    await psp.charge('ch_both', '4242424242424242');
    expect((await beta.query('ch_both')).body).toEqual({ transactions: [] });
    expect((await beta.pay(inCurrency('ch_both', '1.00', 'USD'))).status).toBe(201);
    expect((await psp.status('ch_both')).body).toMatchObject({ amount: 12_500, currency: 'TRY' });
    expect(await psp.books('ch_both')).toHaveLength(2);
  });

  it('happens once: a repeat answers the same, another one under the same id is refused', async () => {
    const first = await beta.pay(paymentOf('ch_repeat'));
    expect(await beta.pay(paymentOf('ch_repeat'))).toMatchObject({ status: 201, body: first.body });
    expect(await beta.pay(inCurrency('ch_repeat', '125.01', 'TRY'))).toMatchObject({
      status: 422,
      body: fault('DUPLICATE_REQUEST'),
    });
    expect(await psp.books('ch_repeat')).toMatchObject([{ calls: 3 }]);
  });

  it.each([
    ['CURRENCY_NOT_SUPPORTED', inCurrency('ch_limit', '1.250', 'KWD')],
    ['CARD_NOT_SUPPORTED', paymentOf('ch_limit', '378282246310005')],
  ])('is refused with %s beyond beta’s limits', async (code, payment) => {
    expect(await beta.pay(payment)).toMatchObject({ status: 422, body: fault(code) });
    expect(await psp.books('ch_limit')).toEqual([]);
  });

  it.each([
    ['money.value', inCurrency('ch_bad', '1250', 'EUR')],
    ['money.value', inCurrency('ch_bad', '1250.00', 'JPY')],
    ['money.value', inCurrency('ch_bad', '0.00', 'EUR')],
    ['money.value', { ...paymentOf('ch_bad'), money: { value: 125, currency: 'TRY' } }],
    ['money.currency', inCurrency('ch_bad', '12.50', 'eur')],
    ['card.expiry', { ...paymentOf('ch_bad'), card: { pan: '4242424242424242', expiry: '13/2040' } }],
    ['amount', { ...paymentOf('ch_bad'), amount: 12_500 }],
  ])('is refused with 400 that names %s', async (field, payment) => {
    const { status, body } = await beta.pay(payment);
    expect(status).toBe(400);
    expect(body.fault).toMatchObject({ code: 'BAD_REQUEST', fields: [field] });
  });
});

describe('a settlement, reversal or credit at beta', () => {
  const held = async (request_id: string): Promise<string> => {
    await beta.pay({ ...paymentOf(request_id), settle: 'later' });
    return request_id;
  };

  it('is told in beta’s words, and its fee is of what is settled', async () => {
    const payment = await held('ch_settle');
    expect((await beta.query(payment)).body.transactions).toMatchObject([{ result: 'HELD', fee: { value: '0.00' } }]);
    const settled = await beta.settle(payment, '100.00');
    expect(settled.body.transaction).toMatchObject({ kind: 'settlement', result: 'SETTLED', fee: { value: '2.20' } });
    expect((await beta.settle(payment, '100.00')).body).toEqual(settled.body);
    expect((await beta.credit(payment, 're_1', '1.00')).body.transaction).toMatchObject({
      ...{ request_id: 're_1', payment, kind: 'credit', result: 'CREDITED', money: { value: '1.00' } },
    });
    expect((await beta.reverse(await held('ch_reverse'))).body.transaction.result).toBe('REVERSED');
    expect((await beta.query('re_1', 'credit')).body.transactions).toHaveLength(1);
  });

  it('is refused in beta’s words', async () => {
    const payment = await held('ch_refused');
    expect(await beta.credit(payment, 're_early', '1.00')).toMatchObject({
      status: 422,
      body: fault('NOTHING_SETTLED'),
    });
    expect(await beta.settle(payment, '125.01')).toMatchObject({ status: 422, body: fault('EXCEEDS_HELD') });
    await beta.settle(payment, '125.00');
    expect(await beta.settle(payment, '1.00')).toMatchObject({ status: 422, body: fault('DUPLICATE_REQUEST') });
    expect(await beta.reverse(payment)).toMatchObject({ status: 422, body: fault('ALREADY_SETTLED') });
    expect(await beta.credit(payment, 're_2', '125.01')).toMatchObject({ body: fault('EXCEEDS_SETTLED') });
    expect(await beta.settle('ch_nowhere', '1.00')).toMatchObject({ status: 404, body: fault('NO_SUCH_PAYMENT') });
  });

  it('is of the payment’s own currency', async () => {
    const payment = await held('ch_currency');
    const { status, body } = await beta.settle(payment, '125.00', 'EUR');
    expect({ status, fields: body.fault.fields }).toEqual({ status: 400, fields: ['money.currency'] });
    expect(await psp.books(payment)).toHaveLength(1);
  });
});

describe('beta', () => {
  it.each([undefined, 'Bearer psp_secret_key_of_the_tests', 'Basic cHNwX3NlY3JldF9rZXlfb2ZfdGhlX3Rlc3Rz'])(
    'turns away who comes with the authorization %s',
    async authorization =>
      expect(
        await psp.send('POST', '/beta/payments', paymentOf('ch_auth'), { ...(authorization && { authorization }) }),
      ).toMatchObject({ status: 401, body: fault('BAD_CREDENTIALS') }),
  );

  it('has its own words for an address where nothing is, and for what is no JSON', async () => {
    expect(await psp.send('GET', '/beta/v1/charges')).toMatchObject({ status: 404, body: { fault: {} } });
    expect(await beta.pay('no object' as unknown as object)).toMatchObject({ status: 400, body: { fault: {} } });
  });

  it('suffers only the faults that are not another provider’s', async () => {
    await psp.fault('error_before', { provider: 'alpha' });
    expect((await beta.pay(paymentOf('ch_spared'))).status).toBe(201);
    await psp.fault('error_before', { provider: 'beta' });
    expect((await psp.charge('ch_alpha', '4242424242424242')).status).toBe(500);
    expect(await beta.pay(paymentOf('ch_hit'))).toMatchObject({ status: 500, body: fault('SYSTEM_ERROR') });
  });
});

it('says when to come back, and may deny what it did, when a fault wants it', async () => {
  await psp.fault('rate_limited', { provider: 'beta' });
  const { status, body, headers } = await beta.pay(paymentOf('ch_limited'));
  expect({ status, body, after: headers.get('retry-after') }).toMatchObject({
    ...{ status: 429, body: fault('TOO_MANY_REQUESTS') },
    after: '1',
  });
  expect(await psp.books('ch_limited')).toEqual([]);
  await psp.fault('contradict', { provider: 'beta', category: 'soft' });
  expect(await beta.pay(paymentOf('ch_denied'))).toMatchObject({
    status: 402,
    body: { transaction: { result: 'REFUSED', reason: { code: '96' } } },
  });
  expect((await beta.query('ch_denied')).body.transactions[0].result).toBe('SETTLED');
});

describe('a callback of beta', () => {
  const notified = (request_id: string, more: object = {}) =>
    beta.pay({ ...paymentOf(request_id), notify_at: merchant.url, ...more });

  it('tells the transaction, signed over timestamp, id and body', async () => {
    const { transaction } = (await notified('ch_told')).body;
    const { authenticate_at: _, ...told } = transaction;
    const [received] = await merchant.until('ch_told', 1);
    expect(received?.body).toEqual({
      ...{ event: 'transaction.updated', occurred_at: (await psp.books('ch_told'))[0].at, transaction: told },
    });
    const { 'beta-timestamp': timestamp, 'beta-event-id': id, 'beta-signature': signature } = received?.headers ?? {};
    const signed = `${String(timestamp)}\n${String(id)}\n${received?.raw}`;
    expect(signature).toBe(createHmac('sha512', WEBHOOK_SECRET).update(signed).digest('base64'));
    expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000);
  });

  it('comes twice with one id, or late and older, when a fault wants it', async () => {
    await psp.fault('duplicate_callback', { provider: 'beta' });
    await notified('ch_duplicate');
    const twice = await merchant.until('ch_duplicate', 2);
    expect(new Set(twice.map(({ headers }) => headers['beta-event-id'])).size).toBe(1);
    await psp.fault('reordered_callbacks', { provider: 'beta' });
    await notified('ch_reordered', { card: paymentOf('', '4000000000000002').card });
    const [newer, older] = await merchant.until('ch_reordered', 2);
    expect(newer?.body.transaction).toMatchObject({ result: 'REFUSED', reason: { code: '05' } });
    expect(older?.body.transaction).toMatchObject({ result: 'PENDING', reason: null });
    expect(older?.headers['beta-event-id']).not.toBe(newer?.headers['beta-event-id']);
  });
});
