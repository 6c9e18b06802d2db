import { randomUUID } from 'node:crypto';
import { answerChallenge, card, cards, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const payment = { amount: 12_500, currency: 'TRY' };
const session = { ...payment, return_url: 'https://merchant.example' };
const paid = { ...payment, confirm: true, payment_method: card(cards.visa) };

const isReplayed = ({ headers }: Answer<unknown>): boolean => headers.get('idempotent-replayed') === 'true';
const found = ({ status, body }: Answer<unknown>) => [status, body.code, body.errors?.map(({ pointer }) => pointer)];

describe('a repeated request with its key', () => {
  it.each([
    ['a created session', () => running.merchant.createSession.bind(null, session)],
    ['a created payment', () => running.merchant.createPayment.bind(null, payment)],
    ['a payment, paid as it was created', () => running.merchant.createPayment.bind(null, paid)],
    [
      'a declined payment',
      () => running.merchant.createPayment.bind(null, { ...paid, payment_method: card(cards.lost) }),
    ],
  ])('gets the first answer byte for byte: %s', async (_what, request) => {
    const key = randomUUID();
    const first = await request()(key);
    const again = await request()(key);
    expect([first.status, isReplayed(first)]).toEqual([201, false]);
    expect([again.status, again.text, isReplayed(again)]).toEqual([201, first.text, true]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  });

  it('confirms once, and tells what the first one told, though things have moved on', async () => {
    const { id } = (await running.merchant.createPayment(payment)).body.payment;
    const key = randomUUID();
    const confirm = () => running.merchant.confirmPayment(id, { payment_method: card(cards.challenge) }, key);
    const first = await confirm();
    expect(first.body.payment.status).toBe('REQUIRES_ACTION');
    await answerChallenge(first.body.payment.next_action!.redirect_user_to_url.url, 'Complete');
    const again = await confirm();
    expect([again.status, again.text, isReplayed(again)]).toEqual([200, first.text, true]);
    expect((await running.merchant.getPayment(id)).body.payment.status).toBe('SUCCEEDED');
  });

  it('shows a session’s token again, which is nowhere in the clear', async () => {
    const key = randomUUID();
    const { token } = (await running.merchant.createSession(session, key)).body.checkout_session;
    expect((await running.merchant.createSession(session, key)).body.checkout_session.token).toBe(token);
    const { rows } = await running.database.pool.query<{ body: Buffer }>(
      'select body from idempotency.answers where scope like $1',
      [`% ${key}`],
    );
    expect(rows.map(({ body }) => body.includes(token))).toEqual([false]);
  });

  it('is the same request in another key order, with other white space and another cvc', async () => {
    const key = randomUUID();
    const first = await running.merchant.createPayment(paid, key);
    const method = paid.payment_method;
    const reordered = {
      payment_method: { card: { ...method.card, cvc: '999' }, type: 'card' },
      confirm: true,
      currency: 'TRY',
      amount: 12_500,
    };
    const again = await fetch(`${running.product.url}/v1/payments`, {
      method: 'POST',
      headers: {
        authorization: running.merchantAuthorization,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(reordered, null, 2),
    });
    expect([again.status, await again.text()]).toEqual([201, first.text]);
  });

  it.each([
    [{ amount: 12_501 }, '/amount'],
    [{ metadata: { order: '1' } }, '/metadata/order'],
    [{ payment_method: card(cards.mastercard) }, '/payment_method/card/number'],
    [{ confirm: undefined }, '/confirm'],
  ])('but another body (%j) is refused by the field that differs, and changes nothing', async (changes, pointer) => {
    const key = randomUUID();
    const first = await running.merchant.createPayment(paid, key);
    const other = await running.merchant.createPayment({ ...paid, ...changes }, key);
    expect(found(other)).toEqual([422, 'idempotency_key_reused', [pointer]]);
    expect((await running.merchant.createPayment(paid, key)).text).toBe(first.text);
  });
});

describe('what is kept under a key', () => {
  it('is an answer of the domain: 404 and 409', async () => {
    const pays = { payment_method: card(cards.visa) };
    const { id } = (await running.merchant.createPayment(paid)).body.payment;
    for (const [path, status] of [
      ['pay_unknown', 404],
      [id, 409],
    ] as const) {
      const key = randomUUID();
      const first = await running.merchant.confirmPayment(path, pays, key);
      const again = await running.merchant.confirmPayment(path, pays, key);
      expect([first.status, isReplayed(first)]).toEqual([status, false]);
      expect([again.status, again.text, isReplayed(again)]).toEqual([status, first.text, true]);
      expect(again.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('is no refusal of the request itself: a corrected one may use the key', async () => {
    const key = randomUUID();
    const call = (body: unknown, headers = {}) =>
      running.merchant.call('POST', '/v1/payments', { body, headers: { 'idempotency-key': key, ...headers } });
    const refused = [
      await call({ ...payment, amount: 0 }),
      await call({ ...paid, payment_method: card('4242424242424241') }),
      await call(payment, { 'content-type': 'text/plain' }),
      await call(payment, { authorization: 'Bearer no' }),
      await call({ ...payment, reference: 'x'.repeat(300_000) }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 415, 401, 413]);
    const accepted = await call(payment);
    expect([accepted.status, isReplayed(accepted)]).toEqual([201, false]);
  });
});

describe('a key', () => {
  it('of one merchant says nothing to another, nor on another path', async () => {
    const key = randomUUID();
    const mine = (await running.merchant.createPayment(payment, key)).body.payment;
    const theirs = await running.otherMerchant.createPayment({ ...payment, amount: 1 }, key);
    expect([theirs.status, isReplayed(theirs)]).toEqual([201, false]);
    const opened = await running.merchant.createSession(session, key);
    expect([opened.status, isReplayed(opened)]).toEqual([201, false]);
    const confirmed = await running.merchant.confirmPayment(mine.id, { payment_method: card(cards.visa) }, key);
    expect([confirmed.status, isReplayed(confirmed)]).toEqual([200, false]);
  });

  it('may stand in the body of a payment, as the header would', async () => {
    const key = randomUUID();
    const first = await running.merchant.createPayment({ ...payment, idempotency_key: key });
    const inBody = await running.merchant.createPayment({ ...payment, idempotency_key: key });
    const inHeader = await running.merchant.createPayment(payment, key);
    const inBoth = await running.merchant.createPayment({ ...payment, idempotency_key: key }, key);
    for (const again of [inBody, inHeader, inBoth]) expect([again.text, isReplayed(again)]).toEqual([first.text, true]);
    const apart = await running.merchant.createPayment({ ...payment, idempotency_key: key }, randomUUID());
    expect(found(apart)).toEqual([422, 'validation_failed', ['/idempotency_key']]);
  });

  it('has no place in any other body', async () => {
    const opened = await running.merchant.createSession({ ...session, idempotency_key: randomUUID() });
    expect(found(opened)).toEqual([422, 'validation_failed', ['/idempotency_key']]);
  });

  it('is the same quoted and bare', async () => {
    const first = await running.merchant.createPayment(payment, 'a "quoted" \\ key');
    const again = await running.merchant.createPayment(payment, '"a \\"quoted\\" \\\\ key"');
    expect([again.text, isReplayed(again)]).toEqual([first.text, true]);
  });

  it.each(['k'.repeat(256), '"open', '""', 'caf\u00e9'])('that is none is refused: %s', async key => {
    expect(found(await running.merchant.createPayment(payment, key))).toEqual([
      422,
      'validation_failed',
      ['/idempotency_key'],
    ]);
  });

  it('is none of the payer’s: their confirm is known by its body', async () => {
    const { token } = (await running.merchant.createSession(session)).body.checkout_session;
    const confirm = (number: string) =>
      running.merchant.call('POST', `/v1/checkout-sessions/token/${token}/confirm`, {
        body: { payment_method: card(number) },
        headers: { 'idempotency-key': 'one' },
      });
    expect((await confirm(cards.declined)).status).toBe(200);
    expect((await confirm(cards.visa)).status).toBe(200);
  });
});

describe('of a hundred concurrent requests with one key', () => {
  const hundred = <Body>(request: () => Promise<Answer<Body>>) => Promise.all(Array.from({ length: 100 }, request));

  /** The one answer that all those got who were not told to come again. */
  const theAnswer = <Body>(answers: readonly Answer<Body>[], status: number): Answer<Body> => {
    const others = answers.filter(answer => answer.status !== status);
    expect(others.filter(({ body: { code } }) => code !== 'idempotency_in_progress')).toEqual([]);
    for (const { headers } of others) expect(headers.get('retry-after')).toMatch(/^\d+$/);
    const answered = answers.filter(answer => answer.status === status);
    expect(new Set(answered.map(({ text }) => text)).size).toBe(1);
    const [first, ...more] = answered.filter(answer => !isReplayed(answer));
    expect(more).toEqual([]);
    return first!;
  };

  /** The payment was created once, and the provider asked once. */
  const expectOneCharge = async (paymentId: string, reference: string): Promise<void> => {
    const charges = (await running.merchant.charges(paymentId)).body.data;
    expect(charges).toHaveLength(1);
    const booked = await running.provider.books(charges[0]!.id);
    expect(booked).toMatchObject([{ operation: 'authorize', status: 'succeeded', calls: 1 }]);
    const { rows } = await running.database.pool.query<{ stream: string }>(
      `select stream from event_log.events where type = 'PaymentCreated' and data->>'reference' = $1`,
      [reference],
    );
    expect(rows).toEqual([{ stream: `payment-${paymentId}` }]);
  };

  it('one creates and pays', async () => {
    const reference = randomUUID();
    const answers = await hundred(() => running.merchant.createPayment({ ...paid, reference }, reference));
    const { payment: created } = theAnswer(answers, 201).body;
    expect(created.status).toBe('SUCCEEDED');
    await expectOneCharge(created.id, reference);
  });

  it('one confirms', async () => {
    const reference = randomUUID();
    const { id } = (await running.merchant.createPayment({ ...payment, reference })).body.payment;
    const pays = { payment_method: card(cards.visa) };
    const answers = await hundred(() => running.merchant.confirmPayment(id, pays, reference));
    expect(theAnswer(answers, 200).body.payment.status).toBe('SUCCEEDED');
    await expectOneCharge(id, reference);
  });
});

it('without a key every request is one of its own', async () => {
  const ids = await Promise.all(
    Array.from({ length: 5 }, async () => (await running.merchant.createPayment(payment)).body.payment.id),
  );
  expect(new Set(ids).size).toBe(5);
});
