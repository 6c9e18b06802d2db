import { runningPsp, chargeOf, type RunningPsp } from '../../test/running-psp.ts';

let psp: RunningPsp;
beforeAll(async () => (psp = await runningPsp()));
afterAll(() => psp.stop());

/** Calls without waiting for longer than `ms`: a silent provider. */
const abandonedCharge = (reference: string, number: string): Promise<unknown> =>
  fetch(`${psp.url}/alpha/v1/charges`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer psp_secret_key_of_the_tests',
      'content-type': 'application/json',
      'idempotency-key': reference,
    },
    body: JSON.stringify(chargeOf(number)),
    signal: AbortSignal.timeout(300),
  });

describe('a charge', () => {
  it.each([
    ['4242424242424242', 'succeeded', null, null],
    ['5555555555554444', 'succeeded', null, null],
    ['4000000000000259', 'succeeded', null, null],
    ['4111111111111111', 'succeeded', null, null],
    ['4000000000000002', 'declined', 'card_declined', 'hard'],
    ['4000000000009995', 'declined', 'insufficient_funds', 'hard'],
    ['4000000000009987', 'declined', 'lost_card', 'hard'],
    ['4000000000000119', 'declined', 'processing_error', 'soft'],
    ['4000000000000341', 'declined', 'capture_failed', 'hard'],
    ['4000000000003220', 'requires_action', null, null],
  ])('of %s is %s (%s)', async (number, status, code, category) => {
    const reference = `ch_card_${number.slice(-4)}`;
    const { status: http, body } = await psp.charge(reference, number);
    expect(http).toBe(200);
    expect(body).toMatchObject({ reference, charge: reference, operation: 'authorize', status });
    expect(body).toMatchObject({ amount: 12_500, currency: 'TRY', decline_code: code, decline_category: category });
    expect(body.provider_reference).toMatch(/^alpha_[0-9a-f-]{36}$/);
    expect(await psp.books(reference)).toEqual([
      {
        ...{ provider: 'alpha', reference, charge: reference, operation: 'authorize' },
        ...{ amount: 12_500, currency: 'TRY', status, calls: 1, at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) },
      },
    ]);
  });

  it('is authorized and not captured when the merchant captures later', async () => {
    const { body } = await psp.charge('ch_manual', '4242424242424242', { capture: false });
    expect(body.status).toBe('authorized');
    expect((await psp.books('ch_manual'))[0].status).toBe('succeeded');
  });

  it('of a card whose capture fails is authorized when the merchant captures later', async () => {
    const { body } = await psp.charge('ch_0341', '4000000000000341', { capture: false });
    expect(body.status).toBe('authorized');
  });

  it('leads to a challenge whatever the card when the caller wants one', async () => {
    const { body } = await psp.charge('ch_wants_3ds', '4242424242424242', { challenge: true });
    expect(body.status).toBe('requires_action');
    expect(body.redirect_url).toMatch(new RegExp(`^${psp.url}/alpha/3ds/[A-Za-z0-9_-]{32}$`));
  });

  it('that times out although it happened is found by a status query', async () => {
    await expect(abandonedCharge('ch_6801', '4000000000006801')).rejects.toThrow(/timeout/);
    expect((await psp.status('ch_6801')).body.status).toBe('succeeded');
    expect(await psp.books('ch_6801')).toMatchObject([{ status: 'succeeded', calls: 1 }]);
  });

  it('that times out and did not happen is not in the books', async () => {
    await expect(abandonedCharge('ch_6819', '4000000000006819')).rejects.toThrow(/timeout/);
    expect(await psp.status('ch_6819')).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(await psp.books('ch_6819')).toEqual([]);
  });

  it('leaves no card number and no cvc in the books', async () => {
    await psp.charge('ch_secret', '4242424242424242', { card: { ...chargeOf('4242424242424242').card, cvc: '9173' } });
    const { rows } = await psp.db.pool.query<{ row: string }>('select o::text as row from sandbox_psp.operations o');
    expect(rows.map(({ row }) => row).join('\n')).not.toMatch(/\d{12,19}|9173/);
    expect(rows.some(({ row }) => row.includes('""last4"": ""4242""'))).toBe(true);
  });
});

describe('a repeated charge', () => {
  it('answers as the first did, and is counted', async () => {
    const first = await psp.charge('ch_repeat', '4242424242424242');
    const second = await psp.charge('ch_repeat', '4242424242424242', { return_url: 'http://127.0.0.1:8/elsewhere' });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(await psp.books('ch_repeat')).toMatchObject([{ calls: 2 }]);
  });

  it('is one charge however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => psp.charge('ch_at_once', '4000000000003220')));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await psp.books('ch_at_once')).toMatchObject([{ status: 'requires_action', calls: 50 }]);
  });

  it.each([
    ['amount', { amount: 12_501 }],
    ['currency', { currency: 'EUR' }],
    ['capture mode', { capture: false }],
    ['challenge', { challenge: true }],
    ['card', { card: chargeOf('5555555555554444').card }],
  ])('with another %s is refused and changes nothing', async (name, other) => {
    const reference = `ch_other_${name.replace(' ', '_')}`;
    await psp.charge(reference, '4242424242424242');
    expect(await psp.charge(reference, '4242424242424242', other)).toMatchObject({
      status: 409,
      body: { error: 'reference_reused' },
    });
    expect(await psp.books(reference)).toMatchObject([{ amount: 12_500, currency: 'TRY', status: 'succeeded' }]);
  });
});

describe('a charge that is not well formed', () => {
  it.each([
    ['/amount', { amount: 0 }],
    ['/amount', { amount: 1.5 }],
    ['/amount', { amount: 1_000_000_000_000 }],
    ['/currency', { currency: 'try' }],
    ['/capture', { capture: 'yes' }],
    ['/card/number', { card: chargeOf('4242424242424241').card }],
    ['/card/exp_month', { card: { ...chargeOf('4242424242424242').card, exp_month: 13 } }],
    ['/return_url', { return_url: 'javascript:alert(1)' }],
    ['/callback_url', { callback_url: 'ftp://127.0.0.1/' }],
    ['/surprise', { surprise: 1 }],
  ])('is refused at %s', async (pointer, more) => {
    const { status, body } = await psp.charge('ch_malformed', '4242424242424242', more);
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: 'invalid_request', errors: [{ pointer }] });
    expect(JSON.stringify(body)).not.toContain('424242424242');
    expect(await psp.books('ch_malformed')).toEqual([]);
  });

  it('names all its faults at once', async () => {
    const { body } = await psp.charge('ch_faulty', '4242424242424242', { amount: -1, currency: 'XXX', surprise: 1 });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/amount',
      '/currency',
      '/surprise',
    ]);
  });

  it('is refused without an Idempotency-Key', async () => {
    const headers = { authorization: 'Bearer psp_secret_key_of_the_tests' };
    const { status, body } = await psp.send('POST', '/alpha/v1/charges', chargeOf('4242424242424242'), headers);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '/idempotency-key', detail: 'is required' }]);
  });

  it.each([undefined, 'Bearer wrong', 'Basic psp_secret_key_of_the_tests'])(
    'is refused with the authorization %s',
    async authorization => {
      const headers = { 'idempotency-key': 'ch_unknown', ...(authorization && { authorization }) };
      const { status, body } = await psp.send('POST', '/alpha/v1/charges', chargeOf('4242424242424242'), headers);
      expect({ status, error: body.error }).toEqual({ status: 401, error: 'unauthorized' });
    },
  );
});
