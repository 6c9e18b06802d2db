import { randomUUID } from 'node:crypto';
import { answerChallenge, card, cards, eventually, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

// A payment method that comes with the payment, or with an earlier confirm, and the confirm that leaves it out.

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct({ TEST_CLOCK: '1', PAYMENT_EXPIRY_S: '172800' });
});
afterAll(() => running.stop());

const AMOUNT = { amount: 12_500, currency: 'TRY' };
const paidWith = (number: string) => ({ payment_method: card(number) });
const byToken = (token: string) => ({ payment_method: { type: 'card', token } });
const shown = (last4: string) => ({ id: expect.stringMatching(/^pm_/), type: 'card', card: { last4 } });

const created = async (more: object = {}, key?: string) => {
  const { status, body } = await running.merchant.createPayment({ ...AMOUNT, ...more }, key);
  expect([status, body.confirmResult]).toEqual([201, null]);
  return body.payment;
};
const keptCard = async (number: string): Promise<string> =>
  (await running.merchant.createPaymentMethod(card(number))).body.payment_method.id;
const cardsOf = async (paymentId: string): Promise<readonly { readonly id: string; readonly kept: boolean }[]> => {
  const text = 'select id, sealed_number is not null as kept from vault.payment_methods where payment_id = $1';
  return (await running.database.pool.query<{ id: string; kept: boolean }>(text, [paymentId])).rows;
};
/** What they were kept for is over: their numbers are forgotten as soon as the vault hears of it. */
const untilWiped = (paymentId: string, ids: readonly string[]): Promise<boolean> =>
  eventually(async () => {
    const found = await cardsOf(paymentId);
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]));
    return found.every(({ kept }) => !kept);
  });
const outcome = ({ status, body }: Answer<unknown>): readonly unknown[] => [
  status,
  body.code,
  body.errors?.map(({ pointer }) => pointer),
];
const NONE = [422, 'validation_failed', ['/payment_method']];

describe('a payment that is created with a payment method, without confirm', () => {
  it('stays CREATED and shows the card, which waits in the vault for this payment only', async () => {
    const payment = await created(paidWith(cards.visa));
    expect(payment).toMatchObject({ status: 'CREATED', version: 0, payment_method: shown('4242') });
    expect((await running.merchant.getPayment(payment.id)).body.payment).toEqual(payment);
    const { id } = payment.payment_method!;
    expect(await cardsOf(payment.id)).toEqual([{ id, kept: true }]);
    expect((await running.merchant.charges(payment.id)).body.data).toEqual([]);
    const other = await created();
    const foreign = await running.merchant.confirmPayment(other.id, byToken(id));
    expect(outcome(foreign)).toEqual([422, 'validation_failed', ['/payment_method/token']]);
  });

  it.each([
    ['an empty body', {}],
    ['null', { payment_method: null }],
    ['no body', undefined],
  ])('is paid with it by a confirm of %s', async (_, body) => {
    const { id, payment_method } = await created(paidWith(cards.mastercard));
    const answer = await running.merchant.confirmPayment(id, body);
    expect(answer.status).toBe(200);
    expect(answer.body.payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: 12_500, payment_method });
    await untilWiped(id, [payment_method!.id]);
  });

  it('shows and uses the card of a token, which stays for other payments', async () => {
    const token = await keptCard(cards.visa);
    const { id, payment_method } = await created(byToken(token));
    expect(payment_method).toMatchObject({ ...shown('4242'), id: token });
    expect((await running.merchant.confirmPayment(id, {})).body.payment.status).toBe('SUCCEEDED');
    expect((await running.merchant.confirmPayment((await created(byToken(token))).id, {})).status).toBe(200);
  });

  it('takes the payer to the bank of that card', async () => {
    const { id } = await created({ ...paidWith(cards.challenge), return_url: 'https://shop.example/' });
    const { body } = await running.merchant.confirmPayment(id, {});
    expect(body.payment).toMatchObject({ status: 'REQUIRES_ACTION', payment_method: shown('3220') });
    await answerChallenge(body.payment.next_action!.redirect_user_to_url.url, 'Complete');
    expect((await running.merchant.getPayment(id)).body.payment.status).toBe('SUCCEEDED');
  });

  it('shows, and is paid with, the one that a confirm gives instead', async () => {
    const { id, payment_method } = await created(paidWith(cards.declined));
    const { body } = await running.merchant.confirmPayment(id, paidWith(cards.visa));
    expect(body.payment).toMatchObject({ status: 'SUCCEEDED', payment_method: shown('4242') });
    await untilWiped(id, [payment_method!.id, body.payment.payment_method!.id]);
  });

  it('is created once, with one card, however often it is asked for under one key', async () => {
    const key = randomUUID();
    const answers = await Promise.all([0, 1, 2].map(() => created(paidWith(cards.visa), key)));
    const [{ id, payment_method }] = answers as [(typeof answers)[number]];
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await cardsOf(id)).toEqual([{ id: payment_method!.id, kept: true }]);
  });

  it('is charged once by any number of confirms at a time', async () => {
    const { id } = await created(paidWith(cards.visa));
    const answers = await Promise.all(Array.from({ length: 8 }, () => running.merchant.confirmPayment(id, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 422)]);
    expect((await running.merchant.charges(id)).body.data).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  it('leaves no card behind when it is cancelled', async () => {
    const { id, payment_method } = await created(paidWith(cards.visa));
    expect((await running.merchant.cancelPayment(id)).status).toBe(200);
    await untilWiped(id, [payment_method!.id]);
    expect(outcome(await running.merchant.confirmPayment(id, {}))).toEqual(NONE);
  });

  it.each([
    ['a card that cannot be right', paidWith('4242424242424241'), '/payment_method/card/number'],
    ['an unknown token', byToken('pm_00000000000000000000000000'), '/payment_method/token'],
    ['no method at all', { payment_method: {} }, '/payment_method/card'],
  ])('is not created with %s', async (_, body, pointer) => {
    const before = (await running.merchant.listPayments({ limit: 1 })).body.data;
    const answer = await running.merchant.createPayment({ ...AMOUNT, ...body });
    expect(outcome(answer)).toEqual([422, 'validation_failed', expect.arrayContaining([pointer])]);
    expect((await running.merchant.listPayments({ limit: 1 })).body.data).toEqual(before);
  });
});

describe('a confirm without a payment method', () => {
  it('is refused while the payment has none', async () => {
    const { id } = await created();
    expect(outcome(await running.merchant.confirmPayment(id, {}))).toEqual(NONE);
    expect((await running.merchant.getPayment(id)).body.payment).toMatchObject({ status: 'CREATED', attempts_left: 3 });
  });

  it('may be sent again, under the same key, once the payment can be paid', async () => {
    const [{ id }, key] = [await created(), randomUUID()];
    expect(outcome(await running.merchant.confirmPayment(id, {}, key))).toEqual(NONE);
    await running.merchant.confirmPayment(id, paidWith(cards.declined));
    const again = await running.merchant.confirmPayment(id, {}, key);
    expect([again.status, again.body.confirmResult?.decline?.code]).toEqual([200, 'card_declined']);
    const replayed = await running.merchant.confirmPayment(id, {}, key);
    expect([replayed.text, replayed.headers.get('idempotent-replayed')]).toEqual([again.text, 'true']);
  });

  it('uses the card of the last confirm again after a decline', async () => {
    const { id } = await created(paidWith(cards.visa));
    const declined = await running.merchant.confirmPayment(id, paidWith(cards.declined));
    expect(declined.body.payment).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', payment_method: shown('0002') });
    const again = await running.merchant.confirmPayment(id, {});
    expect(again.body.payment).toMatchObject({
      attempts_left: 1,
      payment_method: declined.body.payment.payment_method,
    });
    expect((await running.merchant.charges(id)).body.data.map(({ status }) => status)).toEqual([
      'DECLINED',
      'DECLINED',
    ]);
  });

  it('is refused once the card has expired in the vault, until another one comes', async () => {
    const { id } = await created(paidWith(cards.visa));
    await running.merchant.advanceClock(24 * 3_600);
    expect(outcome(await running.merchant.confirmPayment(id, {}))).toEqual(NONE);
    expect((await running.merchant.getPayment(id)).body.payment).toMatchObject({ payment_method: shown('4242') });
    expect((await running.merchant.confirmPayment(id, paidWith(cards.mastercard))).body.payment).toMatchObject({
      status: 'SUCCEEDED',
      payment_method: shown('4444'),
    });
  });

  it('is refused when the payment has ended, or is its session’s', async () => {
    const { id } = await created(paidWith(cards.visa));
    await running.merchant.confirmPayment(id, {});
    const session = await running.merchant.createSession({ ...AMOUNT, return_url: 'https://shop.example/' });
    for (const taken of [id, session.body.checkout_session.payment_id])
      expect(outcome(await running.merchant.confirmPayment(taken, {}))).toEqual(NONE);
  });

  it('is refused for what is not there, and for what is another merchant’s, alike', async () => {
    const { id } = await created(paidWith(cards.visa));
    const answers = [
      await running.merchant.confirmPayment('pay_00000000000000000000000000', {}),
      await running.otherMerchant.confirmPayment(id, {}),
    ];
    for (const answer of answers) expect(outcome(answer)).toEqual(NONE);
    expect((await running.merchant.getPayment(id)).body.payment.status).toBe('CREATED');
  });
});
