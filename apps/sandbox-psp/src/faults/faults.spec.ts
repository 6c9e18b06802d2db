import { eventually } from '@counterfoil/testing';
import { callbackReceiver } from '../../test/callback-receiver.ts';
import { runningPsp, type Read, type RunningPsp } from '../../test/running-psp.ts';

const CARD = '4242424242424242';
let psp: RunningPsp;
let merchant: Awaited<ReturnType<typeof callbackReceiver>>;
beforeAll(async () => {
  psp = await runningPsp();
  merchant = await callbackReceiver();
});
afterEach(() => psp.noFaults());
afterAll(async () => {
  await psp.stop();
  await merchant.close();
});

const charge = (reference: string, more: object = {}): Promise<Read> =>
  psp.charge(reference, CARD, { callback_url: merchant.url, ...more });

describe.each(['authorize', 'capture', 'void', 'refund'] as const)('a fault of %s', operation => {
  /** A call of the operation, its reference, and a charge that it can be done to. */
  const prepared = async (name: string) => {
    const id = `ch_${operation}_${name}`;
    if (operation === 'authorize') return { reference: id, call: () => charge(id) };
    await charge(id, { capture: operation === 'refund' });
    const calls = {
      capture: { reference: id, call: () => psp.capture(id, 500) },
      void: { reference: id, call: () => psp.release(id) },
      refund: { reference: `re_${id}`, call: () => psp.refund(id, 500, `re_${id}`) },
    };
    return calls[operation];
  };
  const booked = async (reference: string): Promise<{ status: string; calls: number } | undefined> => {
    const rows: { operation: string; status: string; calls: number }[] = await psp.books(reference);
    return rows.find(row => row.operation === operation);
  };

  it('drop_before closes the connection and does nothing', async () => {
    const { reference, call } = await prepared('drop_before');
    await psp.fault('drop_before', { operation });
    await expect(call()).rejects.toThrow('fetch failed');
    expect(await booked(reference)).toBeUndefined();
    expect((await call()).status).toBe(200);
  });

  it('drop_after does it and closes the connection; a repeat answers what was done', async () => {
    const { reference, call } = await prepared('drop_after');
    await psp.fault('drop_after', { operation });
    await expect(call()).rejects.toThrow('fetch failed');
    expect(await booked(reference)).toMatchObject({ status: 'succeeded', calls: 1 });
    expect((await call()).body.status).toBe('succeeded');
    expect(await booked(reference)).toMatchObject({ calls: 2 });
  });

  it('error_before answers 500 and does nothing', async () => {
    const { reference, call } = await prepared('error_before');
    await psp.fault('error_before', { operation });
    expect(await call()).toMatchObject({ status: 500, body: { error: 'internal_error' } });
    expect(await booked(reference)).toBeUndefined();
  });

  it('rate_limited does nothing, and says when to come back', async () => {
    const { reference, call } = await prepared('rate_limited');
    await psp.fault('rate_limited', { operation, delay_ms: 1_001 });
    const { status, body, headers } = await call();
    expect([status, body.error, headers.get('retry-after')]).toEqual([429, 'rate_limited', '2']);
    expect(await booked(reference)).toBeUndefined();
    expect((await call()).status).toBe(200);
  });

  it('error_after does it and answers 500', async () => {
    const { reference, call } = await prepared('error_after');
    await psp.fault('error_after', { operation });
    expect((await call()).status).toBe(500);
    expect(await booked(reference)).toMatchObject({ status: 'succeeded' });
  });

  it('malformed, wrong_amount and wrong_currency spoil only the answer', async () => {
    const { reference, call } = await prepared('spoilt');
    await psp.fault('malformed', { operation });
    await psp.fault('wrong_amount', { operation });
    await psp.fault('wrong_currency', { operation });
    await expect(call()).rejects.toThrow(/JSON/);
    const [wrongAmount, wrongCurrency, right] = [await call(), await call(), await call()];
    expect(wrongAmount.body).toEqual({ ...right.body, amount: Number(right.body.amount) + 1 });
    expect(wrongCurrency.body).toEqual({ ...right.body, currency: 'USD' });
    expect(await booked(reference)).toMatchObject({ amount: right.body.amount, currency: 'TRY', calls: 4 });
  });

  it('delay_before waits, says so to a status query, and then acts', async () => {
    const { reference, call } = await prepared('delay_before');
    await psp.fault('delay_before', { operation, delay_ms: 400 });
    const answered = call();
    await eventually(async () => (await psp.status(reference, operation)).status === 202);
    expect(await booked(reference)).toBeUndefined();
    expect((await answered).body.status).toBe('succeeded');
    expect(await booked(reference)).toMatchObject({ status: 'succeeded', calls: 1 });
  });

  it('hang does it at once, and keeps answer and callback back', async () => {
    const { reference, call } = await prepared('hang');
    await psp.fault('hang', { operation, delay_ms: 600 });
    let isAnswered = false;
    const answered = call().finally(() => (isAnswered = true));
    await eventually(() => booked(reference));
    expect(isAnswered).toBe(false);
    expect(merchant.of(reference).filter(({ body }) => body.operation === operation)).toEqual([]);
    expect((await answered).body.status).toBe('succeeded');
    await eventually(() => merchant.of(reference).some(({ body }) => body.operation === operation));
  });
});

describe('contradict', () => {
  it.each([
    ['hard', {}, 'card_declined'],
    ['soft', { category: 'soft' }, 'processing_error'],
  ])('charges and answers a %s decline; status query and callback tell the truth', async (category, more, code) => {
    const reference = `ch_contradict_${category}`;
    await psp.fault('contradict', more);
    const { status, body } = await charge(reference);
    expect([status, body.status, body.decline_code, body.decline_category]).toEqual([200, 'declined', code, category]);
    expect((await psp.status(reference)).body.status).toBe('succeeded');
    expect((await psp.books(reference))[0]).toMatchObject({ status: 'succeeded', calls: 1 });
    const [told] = await merchant.until(reference, 1);
    expect(told?.body.status).toBe('succeeded');
  });

  it('is of authorizations only, and leaves a decline as it is', async () => {
    expect((await psp.fault('contradict', { operation: 'capture' })).status).toBe(422);
    await psp.fault('contradict');
    const { body } = await psp.charge('ch_contradict_declined', '4000000000009987');
    expect(body.decline_code).toBe('lost_card');
  });
});

describe('a fault of callbacks', () => {
  it('duplicate_callback sends the same news twice', async () => {
    await psp.fault('duplicate_callback');
    await charge('ch_duplicate');
    const [first, second] = await merchant.until('ch_duplicate', 2);
    expect(second?.raw).toBe(first?.raw);
  });

  it('no_callback sends none, and the next charge has its own again', async () => {
    await psp.fault('no_callback');
    await charge('ch_none');
    await charge('ch_after_none');
    await merchant.until('ch_after_none', 1);
    expect(merchant.of('ch_none')).toEqual([]);
  });

  it('late_callback lets the news of a later charge come first', async () => {
    await psp.fault('late_callback', { delay_ms: 500 });
    await charge('ch_late');
    await charge('ch_prompt');
    await merchant.until('ch_late', 1);
    const order = merchant.received.map(({ body }) => body.reference);
    expect(order.indexOf('ch_prompt')).toBeLessThan(order.indexOf('ch_late'));
  });

  it('reordered_callbacks sends older news after the newer', async () => {
    await psp.fault('reordered_callbacks');
    await charge('ch_reordered');
    const [newer, older] = await merchant.until('ch_reordered', 2);
    expect([newer?.body.status, older?.body.status]).toEqual(['succeeded', 'processing']);
    expect(Date.parse(older?.body.at)).toBeLessThan(Date.parse(newer?.body.at));
    expect(older?.body.id).not.toBe(newer?.body.id);
  });

  it('of a charge that waits for the payer is suffered when the payer has decided', async () => {
    await psp.fault('duplicate_callback');
    const { body } = await psp.charge('ch_duplicate_3ds', '4000000000003220', { callback_url: merchant.url });
    await psp.send('POST', `${new URL(body.redirect_url).pathname}/complete`);
    await merchant.until('ch_duplicate_3ds', 2);
  });
});

describe('faults', () => {
  it('are suffered one a call, the oldest matching first, as often as was said', async () => {
    await psp.fault('error_before', { times: 2 });
    await psp.fault('error_after', { operation: 'authorize' });
    expect([(await charge('ch_a')).status, (await charge('ch_b')).status]).toEqual([500, 500]);
    expect(await psp.books('ch_b')).toEqual([]);
    expect((await charge('ch_c')).status).toBe(500);
    expect(await psp.books('ch_c')).toHaveLength(1);
    expect((await charge('ch_d')).status).toBe(200);
  });

  it('leave other operations alone', async () => {
    await psp.fault('error_before', { operation: 'refund', provider: 'alpha' });
    expect((await charge('ch_alone')).status).toBe(200);
    expect((await psp.refund('ch_alone', 1, 're_alone')).status).toBe(500);
  });

  it('touch status queries only when they name them', async () => {
    await charge('ch_status');
    await psp.fault('error_before');
    expect((await psp.status('ch_status')).status).toBe(200);
    await psp.fault('wrong_amount', { operation: 'status' });
    expect((await psp.status('ch_status')).body.amount).toBe(12_501);
    await psp.fault('drop_before', { operation: 'status' });
    await expect(psp.status('ch_status')).rejects.toThrow('fetch failed');
    expect((await psp.status('ch_status')).body.amount).toBe(12_500);
  });

  it('can be cleared', async () => {
    await psp.fault('error_before', { times: 100 });
    expect((await psp.noFaults()).status).toBe(204);
    expect((await charge('ch_cleared')).status).toBe(200);
  });
});
