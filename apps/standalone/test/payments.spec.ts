import { answerChallenge, card, cards } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ PROVIDER_TIMEOUT_MS: '700' });
});

afterAll(() => running.stop());

const base = { amount: 12_500, currency: 'TRY' };

const created = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const { status, body } = await running.merchant.createPayment({ ...base, ...changes });
  expect(status).toBe(201);
  return body.payment;
};

/** A payment that is confirmed with that card as it is created. */
const paid = async (number: string, changes: Readonly<Record<string, unknown>> = {}) => {
  const { status, body } = await running.merchant.createPayment({
    ...base,
    confirm: true,
    payment_method: card(number),
    ...changes,
  });
  expect(status).toBe(201);
  return body;
};

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const idOf = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`, 'i'));
const visa = { id: idOf('pm'), type: 'card', card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2099 } };

describe('a payment', () => {
  it('answers the whole resource and its defaults when it is created', async () => {
    const { status, body } = await running.merchant.createPayment(base);
    expect([status, body]).toEqual([
      201,
      {
        payment: {
          id: idOf('pay'),
          status: 'CREATED',
          amount: 12_500,
          amount_capturable: 0,
          amount_captured: 0,
          amount_refunded: 0,
          currency: 'TRY',
          capture_method: 'automatic',
          secure_mode: 'automatic',
          customer: null,
          metadata: {},
          reference: null,
          checkout_session_id: null,
          return_url: null,
          max_attempts: 3,
          attempts_left: 3,
          payment_method: null,
          next_action: null,
          decline: null,
          pending_operation: null,
          cancellation_reason: null,
          source_account: null,
          destination_account: null,
          created_at: TIME,
          updated_at: body.payment.created_at,
          version: 0,
        },
        confirmResult: null,
      },
    ]);
    const read = await running.merchant.getPayment(body.payment.id);
    expect([read.status, read.body]).toEqual([200, { payment: body.payment }]);
  });

  it('keeps what the merchant says of it', async () => {
    const given = {
      capture_method: 'manual',
      secure_mode: 'required',
      customer: { id: 'c-1', name: 'Ağrı Ώ 王', email: 'a@b.example', phone: '+49 1' },
      metadata: { ключ: 'значение 🧾', empty: '' },
      reference: 'Rechnung № 7',
      return_url: 'https://merchant.example/back',
      max_attempts: 1,
    };
    const payment = await created(given);
    expect((await running.merchant.getPayment(payment.id)).body.payment).toMatchObject({ ...given, attempts_left: 1 });
  });

  it('is confirmed in a second call', async () => {
    const { id } = await created();
    const { status, body } = await running.merchant.confirmPayment(id, { payment_method: card(cards.visa) });
    expect(status).toBe(200);
    expect(body.confirmResult).toEqual({
      status: 'SUCCEEDED',
      paymentId: id,
      paymentStatus: 'SUCCEEDED',
      paymentNextAction: null,
      decline: null,
    });
    expect(body.payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 12_500, payment_method: visa });
    expect((await running.merchant.getPayment(id)).body.payment).toEqual(body.payment);
  });

  it('is confirmed as it is created', async () => {
    const { payment, confirmResult } = await paid(cards.mastercard);
    expect(confirmResult).toMatchObject({ status: 'SUCCEEDED', paymentId: payment.id, paymentStatus: 'SUCCEEDED' });
    expect(payment.payment_method).toMatchObject({ card: { brand: 'mastercard', last4: '4444' } });
    expect((await running.merchant.getPayment(payment.id)).body.payment).toEqual(payment);
  });

  it('takes the card that a confirm of it has left, by its token', async () => {
    const { payment } = await paid(cards.declined);
    const token = payment.payment_method!.id;
    const again = await running.merchant.confirmPayment(payment.id, { payment_method: { type: 'card', token } });
    expect([again.status, again.body.confirmResult?.decline?.code]).toEqual([200, 'card_declined']);
    const other = await created();
    const foreign = await running.merchant.confirmPayment(other.id, { payment_method: { type: 'card', token } });
    expect([foreign.status, foreign.body.errors?.[0]?.pointer]).toEqual([422, '/payment_method/token']);
  });

  it('takes a number in groups, a card that expires this month, and a card without cvc', async () => {
    const now = new Date();
    const typed = {
      number: '4242 4242-4242 4242',
      exp_month: now.getUTCMonth() + 1,
      exp_year: now.getUTCFullYear(),
    };
    const { payment } = await paid(cards.visa, { payment_method: { type: 'card', card: typed } });
    expect(payment).toMatchObject({ status: 'SUCCEEDED', payment_method: { card: { last4: '4242' } } });
  });
});

describe('the cards of the sandbox', () => {
  it.each([
    ['visa', cards.visa],
    ['mastercard', cards.mastercard],
    ['disputed later', cards.disputed],
    ['any other number with a right check digit', '4111111111111111'],
  ])('succeed: %s', async (_card, number) => {
    const { payment } = await paid(number);
    expect(payment).toMatchObject({ status: 'SUCCEEDED', decline: null, attempts_left: 3 });
    const authorized = (await paid(number, { capture_method: 'manual' })).payment;
    expect(authorized).toMatchObject({ status: 'AUTHORIZED', amount_capturable: 12_500, amount_captured: 0 });
  });

  it.each([
    ['card_declined', 'hard', cards.declined],
    ['insufficient_funds', 'hard', cards.insufficientFunds],
    ['lost_card', 'hard', cards.lost],
    ['capture_failed', 'hard', cards.captureFails],
  ])('are declined with %s (%s), and leave an attempt less', async (code, category, number) => {
    const { payment, confirmResult } = await paid(number);
    const decline = { code, category, message: expect.stringMatching(/\w/) };
    expect(confirmResult).toEqual({
      status: 'REQUIRES_PAYMENT_METHOD',
      paymentId: payment.id,
      paymentStatus: 'REQUIRES_PAYMENT_METHOD',
      paymentNextAction: null,
      decline,
    });
    expect(payment).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', decline, attempts_left: 2, amount_captured: 0 });
    expect((await running.merchant.charges(payment.id)).body.data).toMatchObject([{ status: 'DECLINED', decline }]);
    const then = await running.merchant.confirmPayment(payment.id, { payment_method: card(cards.visa) });
    expect(then.body.payment).toMatchObject({ status: 'SUCCEEDED', decline: null, attempts_left: 2 });
  });

  it('fail the payment with its last attempt', async () => {
    const { payment, confirmResult } = await paid(cards.lost, { max_attempts: 1 });
    expect(confirmResult).toMatchObject({ status: 'FAILED', decline: { code: 'lost_card' } });
    expect(payment).toMatchObject({ status: 'FAILED', attempts_left: 0, decline: { code: 'lost_card' } });
    const late = await running.merchant.confirmPayment(payment.id, { payment_method: card(cards.visa) });
    expect([late.status, late.body.code]).toEqual([409, 'attempts_exhausted']);
  });

  it('authorize what the merchant captures, though the capture would fail', async () => {
    const { payment } = await paid(cards.captureFails, { capture_method: 'manual' });
    expect(payment.status).toBe('AUTHORIZED');
  });

  it('succeed after the provider’s silence, found by asking it', async () => {
    const { payment, confirmResult } = await paid(cards.silentCharged);
    expect(confirmResult).toMatchObject({ status: 'SUCCEEDED', decline: null });
    const charges = (await running.merchant.charges(payment.id)).body.data;
    expect(charges).toMatchObject([
      { status: 'SUCCEEDED', unknown_since: TIME, resolution: { by: 'status_query', at: TIME } },
    ]);
    expect(await running.provider.books(charges[0]!.id)).toMatchObject([
      { operation: 'authorize', status: 'succeeded' },
    ]);
  });
});

describe('the charges of a payment', () => {
  const twiceDeclined = async () => {
    const { payment } = await paid(cards.declined);
    await running.merchant.confirmPayment(payment.id, { payment_method: card(cards.lost) });
    await running.merchant.confirmPayment(payment.id, { payment_method: card(cards.visa) });
    return payment;
  };

  it('are all attempts, oldest first, each as it stands', async () => {
    const payment = await twiceDeclined();
    const { status, body } = await running.merchant.charges(payment.id);
    expect([status, body.has_more, body.next_cursor]).toEqual([200, false, null]);
    expect(body.data.map(({ attempt, status: is, decline }) => [attempt, is, decline?.code])).toEqual([
      [1, 'DECLINED', 'card_declined'],
      [2, 'DECLINED', 'lost_card'],
      [3, 'SUCCEEDED', undefined],
    ]);
    expect(body.data[2]).toEqual({
      id: idOf('ch'),
      payment_id: payment.id,
      attempt: 3,
      provider: 'alpha',
      provider_reference: expect.stringMatching(/^alpha_/),
      status: 'SUCCEEDED',
      amount: 12_500,
      currency: 'TRY',
      decline: null,
      routing: { rule: 'default', candidates: ['alpha', 'beta'], excluded: [] },
      unknown_since: null,
      resolution: null,
      ...{ operations: [], review: null, decisions: [], contradicted_at: null },
      created_at: TIME,
      updated_at: TIME,
    });
    const booked = await running.provider.books(body.data[2]!.id);
    expect(booked).toMatchObject([{ reference: body.data[2]!.id, charge: body.data[2]!.id, amount: 12_500, calls: 1 }]);
  });

  it('come in pages', async () => {
    const { id } = await twiceDeclined();
    const first = (await running.merchant.charges(id, { limit: 2 })).body;
    expect([first.data.map(({ attempt }) => attempt), first.has_more]).toEqual([[1, 2], true]);
    const rest = (await running.merchant.charges(id, { limit: 2, cursor: first.next_cursor! })).body;
    expect([rest.data.map(({ attempt }) => attempt), rest.has_more, rest.next_cursor]).toEqual([[3], false, null]);
    const exact = (await running.merchant.charges(id, { limit: 3 })).body;
    expect([exact.data.length, exact.has_more, exact.next_cursor]).toEqual([3, false, null]);
  });

  it('are none before the first confirm', async () => {
    const { id } = await created();
    expect((await running.merchant.charges(id)).body).toEqual({ data: [], has_more: false, next_cursor: null });
  });
});

describe('the timeline of a payment', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

  it('has every event of session, payment and attempt in commit order, under the trace of its request', async () => {
    const opened = await running.merchant.call<{ checkout_session: { id: string; token: string; payment_id: string } }>(
      'POST',
      '/v1/checkout-sessions',
      { body: { ...base, return_url: 'https://merchant.example' }, headers: { traceparent } },
    );
    const session = opened.body.checkout_session;
    const confirmed = await running.payer.confirm(session.token, { payment_method: card(cards.challenge) });
    const challenge = confirmed.body.confirmResult.paymentNextAction!.redirect_user_to_url.url;
    await answerChallenge(challenge, 'Complete');
    const [charge] = (await running.merchant.charges(session.payment_id)).body.data;
    const { status, body } = await running.merchant.timeline(session.payment_id);
    expect([status, body.has_more, body.next_cursor]).toEqual([200, false, null]);

    const names = new Map([
      [`session-${session.id}`, 'session'],
      [`payment-${session.payment_id}`, 'payment'],
      [`charge_attempt-${charge!.id}`, 'attempt'],
    ]);
    const told = body.data.map(({ stream, revision, type }) => `${names.get(stream)} ${revision} ${type}`);
    expect(told.filter(line => line.startsWith('session'))).toEqual([
      'session 0 CheckoutSessionCreated',
      'session 1 CheckoutSessionConfirmed',
      'session 2 CheckoutSessionActionRequired',
      'session 3 CheckoutSessionCompleted',
    ]);
    expect(told.filter(line => line.startsWith('payment'))).toEqual([
      'payment 0 PaymentCreated',
      'payment 1 PaymentConfirmed',
      'payment 2 PaymentActionRequired',
      'payment 3 PaymentSucceeded',
    ]);
    expect(told.filter(line => line.startsWith('attempt'))).toEqual([
      'attempt 0 ChargeAttemptCreated',
      expect.stringMatching(/^attempt 1 /),
      expect.stringMatching(/^attempt 2 /),
      'attempt 3 ChargeAttemptSucceeded',
    ]);
    expect(told[0]).toBe('session 0 CheckoutSessionCreated');

    const positions = body.data.map(({ position }) => BigInt(position));
    expect(positions).toEqual(positions.toSorted((one, other) => (one < other ? -1 : 1)));
    expect(body.data[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      position: expect.stringMatching(/^\d+$/),
      occurred_at: TIME,
      stream: `session-${session.id}`,
      revision: 0,
      type: 'CheckoutSessionCreated',
      actor: expect.stringMatching(/\w/),
      correlation_id: TRACE,
      causation_id: expect.stringMatching(/\w/),
      data: expect.objectContaining({ amount: 12_500 }),
    });
    const paymentCreated = body.data.find(({ type }) => type === 'PaymentCreated');
    expect(paymentCreated).toMatchObject({ correlation_id: TRACE, actor: 'system' });
    const payerActed = body.data.find(({ type }) => type === 'CheckoutSessionConfirmed');
    expect(payerActed).toMatchObject({
      actor: 'payer',
      correlation_id: confirmed.headers.get('traceparent')?.slice(3, 35),
    });
    const attempted = body.data.find(({ type }) => type === 'ChargeAttemptCreated');
    expect(attempted!.correlation_id).toBe(payerActed!.correlation_id);
  });

  it('comes in pages that together are the whole, and end', async () => {
    const { payment } = await paid(cards.declined);
    await running.merchant.confirmPayment(payment.id, { payment_method: card(cards.visa) });
    const whole = (await running.merchant.timeline(payment.id, { limit: 100 })).body.data;
    expect(whole.length).toBeGreaterThan(8);
    const collected: (typeof whole)[number][] = [];
    let query: Record<string, string | number> = { limit: 3 };
    for (let more = true; more;) {
      const page = (await running.merchant.timeline(payment.id, query)).body;
      expect(page.data.length).toBeLessThanOrEqual(3);
      collected.push(...page.data);
      more = page.has_more;
      expect(page.next_cursor === null).toBe(!more);
      query = { limit: 3, cursor: page.next_cursor ?? '' };
    }
    expect(collected).toEqual(whole);
  });

  it('names the API key that acted, and what each event followed from', async () => {
    const { payment } = await paid(cards.visa);
    const { data } = (await running.merchant.timeline(payment.id)).body;
    const [first] = data;
    expect(first).toMatchObject({ type: 'PaymentCreated', actor: expect.stringMatching(/^key_|^ak_|^sk/) });
    expect(first!.actor).not.toContain('sk_test_');
    const ids = new Set(data.map(({ id }) => id));
    const sent = data.find(({ revision, stream }) => stream.startsWith('charge_attempt') && revision === 1);
    expect(ids.has(sent!.causation_id)).toBe(true);
    expect(new Set(data.map(({ correlation_id: id }) => id)).size).toBe(1);
  });
});
