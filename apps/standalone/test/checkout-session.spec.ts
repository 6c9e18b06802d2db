import { card, cards } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const guide = {
  amount: 12_500,
  currency: 'TRY',
  url: 'https://pay.merchant.example/checkout',
  return_url: 'https://merchant.example/thanks',
  metadata: { order: '4711' },
};

/** A session of the integration guide with `changes`. */
const opened = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const { status, body } = await running.merchant.createSession({ ...guide, ...changes });
  expect(status).toBe(201);
  return body.checkout_session;
};

const paysWith = (number: string) => ({ payment_method: card(number) });

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const ULID = '[0-9a-hjkmnp-tv-z]{26}';
const idOf = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_${ULID}$`, 'i'));

const declinedAs = (code: string, category: string) => ({ code, category, message: expect.stringMatching(/\w/) });

describe('opening a session', () => {
  it('answers the whole resource, its defaults, and the only sight of its token', async () => {
    const session = await opened();
    expect(session).toEqual({
      id: idOf('cs'),
      status: 'PENDING',
      amount: 12_500,
      currency: 'TRY',
      token: expect.stringMatching(/^[\w.~-]{22,}$/),
      url: guide.url,
      return_url: guide.return_url,
      cancel_url: null,
      payment_id: idOf('pay'),
      payment_status: 'CREATED',
      capture_method: 'automatic',
      secure_mode: 'automatic',
      customer: null,
      line_items: [],
      custom_fields: [],
      collect: { billing_address: false, shipping_address: false, phone: false },
      max_attempts: 3,
      attempts_left: 3,
      payer: null,
      billing_address: null,
      shipping_address: null,
      custom_field_values: {},
      metadata: { order: '4711' },
      reference: null,
      expires_at: TIME,
      created_at: TIME,
      updated_at: session.created_at,
    });
    expect(Date.parse(session.expires_at) - Date.parse(session.created_at)).toBe(1_800_000);
  });

  it('reads the session at once, with the whole payment and without the token', async () => {
    const { token, ...session } = await opened({
      reference: 'order 4711',
      customer: { id: 'c1', email: 'a@b.example' },
    });
    const { status, body, text } = await running.merchant.getSession(session.id);
    expect(status).toBe(200);
    expect(body.checkout_session).toEqual({ ...session, payment: expect.any(Object) });
    expect(body.checkout_session.payment).toMatchObject({
      id: session.payment_id,
      status: 'CREATED',
      checkout_session_id: session.id,
      metadata: session.metadata,
      reference: 'order 4711',
      customer: { id: 'c1', name: null, email: 'a@b.example', phone: null },
    });
    expect(text).not.toContain(token);
  });

  it('keeps every field as it was given', async () => {
    const given = {
      cancel_url: 'http://127.0.0.1:9/cancelled',
      line_items: [
        { name: 'Tee 🍵 – „Grün“', quantity: 2, unit_amount: 6_000 },
        { name: 'شحن', quantity: 1, unit_amount: 500 },
        { name: 'Gift', quantity: 3, unit_amount: 0 },
      ],
      metadata: { 'ключ ~/': '値'.repeat(500), __proto: '', empty: '' },
      reference: 'Zażółć gęślą jaźń 🧾',
      customer: { id: '€', name: 'Øre Ångström', email: 'x@y.example', phone: '+90 212 000' },
      expires_in: 60,
      secure_mode: 'required',
      capture_method: 'manual',
      custom_fields: [
        { key: 'size', label: 'Größe', type: 'dropdown', required: true, options: ['S', 'XXL ✂'] },
        { key: 'age', label: 'Age', type: 'number', required: false, options: null },
      ],
      collect: { billing_address: true, shipping_address: true, phone: true },
      max_attempts: 10,
    };
    const { id } = await opened(given);
    expect((await running.merchant.getSession(id)).body.checkout_session).toMatchObject({
      cancel_url: given.cancel_url,
      line_items: given.line_items,
      metadata: given.metadata,
      reference: given.reference,
      customer: given.customer,
      secure_mode: 'required',
      capture_method: 'manual',
      custom_fields: given.custom_fields,
      collect: given.collect,
      max_attempts: 10,
      attempts_left: 10,
      payment: { metadata: given.metadata, reference: given.reference, customer: given.customer },
    });
  });

  it.each([
    ['JPY', 1],
    ['KWD', 999_999_999_999],
    ['IQD', 1_000],
  ])('takes minor units of %s as they are', async (currency, amount) => {
    const { token, payment_id: paymentId } = await opened({ currency, amount });
    const { body } = await running.payer.confirm(token, paysWith(cards.visa));
    expect(body.checkout_session).toMatchObject({ status: 'COMPLETED', currency, amount });
    expect((await running.merchant.getPayment(paymentId)).body.payment).toMatchObject({ amount_captured: amount });
    const [charge] = (await running.merchant.charges(paymentId)).body.data;
    expect(await running.provider.books(charge!.id)).toMatchObject([{ currency, amount, status: 'succeeded' }]);
  });
});

describe('the payer', () => {
  it('sees the payer’s view and nothing else', async () => {
    const session = await opened({ reference: 'secret reference', customer: { name: 'Secret' } });
    const { status, body } = await running.payer.getSession(session.token);
    expect(status).toBe(200);
    expect(body).toEqual({
      checkout_session: {
        id: session.id,
        status: 'PENDING',
        payment_id: session.payment_id,
        payment_status: 'CREATED',
        amount: 12_500,
        currency: 'TRY',
        merchant_name: 'Anvils & Sons',
        line_items: [],
        collect: session.collect,
        custom_fields: [],
        next_action: null,
        attempts_left: 3,
        decline: null,
        return_url: guide.return_url,
        cancel_url: null,
        expires_at: session.expires_at,
      },
    });
  });

  it('pays: confirm, payment and session tell the same', async () => {
    const session = await opened();
    const { status, body } = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect(status).toBe(200);
    expect(body.confirmResult).toEqual({
      status: 'COMPLETED',
      paymentId: session.payment_id,
      paymentStatus: 'SUCCEEDED',
      paymentNextAction: null,
      decline: null,
    });
    expect(body.checkout_session).toEqual((await running.payer.getSession(session.token)).body.checkout_session);
    const { payment } = (await running.merchant.getPayment(session.payment_id)).body;
    expect(payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 12_500, metadata: guide.metadata });
    const read = (await running.merchant.getSession(session.id)).body.checkout_session;
    expect(read).toMatchObject({ status: 'COMPLETED', payment_status: 'SUCCEEDED', attempts_left: 3, payment });
  });

  it('is declined, and pays with another card', async () => {
    const session = await opened();
    const refused = await running.payer.confirm(session.token, paysWith(cards.declined));
    expect(refused.status).toBe(200);
    expect(refused.body.confirmResult).toEqual({
      status: 'PROCESSING',
      paymentId: session.payment_id,
      paymentStatus: 'REQUIRES_PAYMENT_METHOD',
      paymentNextAction: null,
      decline: declinedAs('card_declined', 'hard'),
    });
    const left = { status: 'PROCESSING', payment_status: 'REQUIRES_PAYMENT_METHOD', attempts_left: 2 };
    expect(refused.body.checkout_session).toMatchObject({ ...left, decline: { code: 'card_declined' } });
    expect((await running.merchant.getSession(session.id)).body.checkout_session).toMatchObject({
      ...left,
      payment: { attempts_left: 2, decline: { code: 'card_declined' } },
    });
    const paid = await running.payer.confirm(session.token, paysWith(cards.mastercard));
    expect(paid.body.confirmResult).toMatchObject({ status: 'COMPLETED', paymentStatus: 'SUCCEEDED', decline: null });
    expect(paid.body.checkout_session).toMatchObject({ attempts_left: 2, decline: null });
    const charges = (await running.merchant.charges(session.payment_id)).body.data;
    expect(charges.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'DECLINED'],
      [2, 'SUCCEEDED'],
    ]);
  });

  it('has as many attempts as the session gives, and no more', async () => {
    const session = await opened({ max_attempts: 2 });
    await running.payer.confirm(session.token, paysWith(cards.lost));
    const last = await running.payer.confirm(session.token, paysWith(cards.insufficientFunds));
    expect(last.body.confirmResult).toMatchObject({
      status: 'FAILED',
      paymentStatus: 'FAILED',
      decline: declinedAs('insufficient_funds', 'hard'),
    });
    const late = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect([late.status, late.body.code]).toEqual([409, 'attempts_exhausted']);
    expect((await running.merchant.getSession(session.id)).body.checkout_session).toMatchObject({
      status: 'FAILED',
      attempts_left: 0,
      payment: { status: 'FAILED', attempts_left: 0 },
    });
  });

  it('is asked for an authorization only, when the merchant captures', async () => {
    const session = await opened({ capture_method: 'manual' });
    const { body } = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect(body.confirmResult).toMatchObject({ status: 'COMPLETED', paymentStatus: 'AUTHORIZED' });
    expect((await running.merchant.getPayment(session.payment_id)).body.payment).toMatchObject({
      status: 'AUTHORIZED',
      amount_capturable: 12_500,
      amount_captured: 0,
    });
  });
});

describe('a repeated confirm', () => {
  it.each([
    ['a success', cards.visa],
    ['a decline', cards.declined],
  ])('gets the same answer again after %s', async (_outcome, number) => {
    const session = await opened();
    const first = await running.payer.confirm(session.token, paysWith(number));
    const again = await running.payer.confirm(session.token, paysWith(number));
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await running.merchant.charges(session.payment_id)).body.data).toHaveLength(1);
  });

  it.each([cards.visa, cards.declined])('of twenty at once starts one attempt (%s)', async number => {
    const session = await opened();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => running.payer.confirm(session.token, paysWith(number))),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(200);
    const charges = (await running.merchant.charges(session.payment_id)).body.data;
    expect(charges).toHaveLength(1);
    expect(await running.provider.books(charges[0]!.id)).toMatchObject([{ operation: 'authorize', calls: 1 }]);
  });

  it('with another card is refused once the session is over, and changes nothing', async () => {
    const session = await opened();
    await running.payer.confirm(session.token, paysWith(cards.visa));
    const other = await running.payer.confirm(session.token, paysWith(cards.mastercard));
    expect([other.status, other.body.code]).toEqual([409, 'session_not_confirmable']);
    expect((await running.merchant.charges(session.payment_id)).body.data).toHaveLength(1);
  });

  it('of two different cards at once lets one in', async () => {
    const session = await opened();
    const answers = await Promise.all(
      [cards.visa, cards.mastercard].map(number => running.payer.confirm(session.token, paysWith(number))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await running.merchant.charges(session.payment_id)).body.data).toHaveLength(1);
  });
});

it('a token that is unknown, garbled or of another session’s form is 404', async () => {
  const { token } = await opened();
  const middle = Math.floor(token.length / 2);
  const flipped = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
  const wrong = [
    flipped,
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    'x',
    '%00',
    '%F0%9F%98%80',
    'a'.repeat(300),
  ];
  for (const candidate of wrong) {
    const [read, confirmed] = [
      await running.payer.getSession(candidate),
      await running.payer.confirm(candidate, paysWith(cards.visa)),
    ];
    expect([candidate, read.status, read.body.code]).toEqual([candidate, 404, 'not_found']);
    expect([candidate, confirmed.status, confirmed.body.code]).toEqual([candidate, 404, 'not_found']);
  }
});
