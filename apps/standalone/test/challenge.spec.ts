import { answerChallenge, card, cards, send } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const RETURN_URL = 'https://merchant.example/thanks?from=shop';
const PAGE_URL = 'https://merchant.example/pay';
const base = { amount: 12_500, currency: 'TRY', return_url: RETURN_URL };
const paysWith = (number: string) => ({ payment_method: card(number) });

/** A session whose payer was sent to the 3DS page at `url`. */
const sessionAtChallenge = async (
  changes: Readonly<Record<string, unknown>> = {},
  number: string = cards.challenge,
) => {
  const created = await running.merchant.createSession({ ...base, url: PAGE_URL, ...changes });
  const session = created.body.checkout_session;
  const { body } = await running.payer.confirm(session.token, paysWith(number));
  return { session, body, url: body.confirmResult.paymentNextAction!.redirect_user_to_url.url };
};

/** A payment of the API-only flow whose payer was sent to the 3DS page at `url`. */
const paymentAtChallenge = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const created = await running.merchant.createPayment({
    ...base,
    confirm: true,
    ...paysWith(cards.challenge),
    ...changes,
  });
  const { payment, confirmResult } = created.body;
  return { payment, url: confirmResult!.paymentNextAction!.redirect_user_to_url.url };
};

describe('a session whose card wants 3DS', () => {
  it('sends the payer to the provider’s page, and says so wherever it is asked', async () => {
    const { session, body, url } = await sessionAtChallenge();
    expect(url.startsWith(`${running.product.providerUrl}/`)).toBe(true);
    const nextAction = { type: 'redirect_user_to_url', redirect_user_to_url: { url, return_url: RETURN_URL } };
    expect(body.confirmResult).toEqual({
      status: 'PROCESSING',
      paymentId: session.payment_id,
      paymentStatus: 'REQUIRES_ACTION',
      paymentNextAction: nextAction,
      decline: null,
    });
    expect(body.checkout_session).toMatchObject({ payment_status: 'REQUIRES_ACTION', next_action: nextAction });
    expect((await running.payer.getSession(session.token)).body).toEqual({ checkout_session: body.checkout_session });
    expect((await running.merchant.getSession(session.id)).body.checkout_session).toMatchObject({
      status: 'PROCESSING',
      payment: { status: 'REQUIRES_ACTION', next_action: nextAction },
    });
  });

  it('is paid when the payer completes it, and the merchant’s page finds it so at once', async () => {
    const { session, url } = await sessionAtChallenge();
    const { status, location } = await answerChallenge(url, 'Complete');
    const [payer, merchant, payment] = await Promise.all([
      running.payer.getSession(session.token),
      running.merchant.getSession(session.id),
      running.merchant.getPayment(session.payment_id),
    ]);
    expect([status, location]).toEqual([303, `${RETURN_URL}&session_id=${session.id}&status=SUCCEEDED`]);
    expect(payer.body.checkout_session).toMatchObject({ status: 'COMPLETED', next_action: null, decline: null });
    expect(merchant.body.checkout_session).toMatchObject({ status: 'COMPLETED', payment_status: 'SUCCEEDED' });
    expect(payment.body.payment).toMatchObject({ status: 'SUCCEEDED', next_action: null, amount_captured: 12_500 });
  });

  it.each([
    ['Complete', 'SUCCEEDED'],
    ['Fail', 'REQUIRES_PAYMENT_METHOD'],
  ] as const)('leads back to the hosted page when the merchant has none, after %s', async (button, status) => {
    const { session, url } = await sessionAtChallenge({ url: null });
    const hosted = `${running.product.url}/checkout`;
    expect(session.url).toBe(hosted);
    const { location } = await answerChallenge(url, button);
    // The address of a charge is known to others than its payer: it gives nobody the session's token.
    expect(location).toBe(`${hosted}?session_id=${session.id}&status=${status}`);
  });

  it('is declined when the payer fails it, and may be paid with another card', async () => {
    const { session, url } = await sessionAtChallenge();
    const { location } = await answerChallenge(url, 'Fail');
    const read = await running.payer.getSession(session.token);
    expect(location).toBe(`${RETURN_URL}&session_id=${session.id}&status=REQUIRES_PAYMENT_METHOD`);
    expect(read.body.checkout_session).toMatchObject({
      status: 'PROCESSING',
      payment_status: 'REQUIRES_PAYMENT_METHOD',
      next_action: null,
      attempts_left: 2,
      decline: { code: 'authentication_failed', category: 'hard', message: expect.stringMatching(/\w/) },
    });
    const paid = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect(paid.body.confirmResult).toMatchObject({ status: 'COMPLETED', paymentStatus: 'SUCCEEDED' });
  });

  it('fails with its last attempt', async () => {
    const { session, url } = await sessionAtChallenge({ max_attempts: 1 });
    const { location } = await answerChallenge(url, 'Fail');
    const read = await running.payer.getSession(session.token);
    expect(location).toMatch(/&status=FAILED$/);
    expect(read.body.checkout_session).toMatchObject({ status: 'FAILED', payment_status: 'FAILED', attempts_left: 0 });
  });

  it('answers a double click with the same challenge, and another card with 409', async () => {
    const { session, body } = await sessionAtChallenge();
    const again = await running.payer.confirm(session.token, paysWith(cards.challenge));
    expect([again.status, again.body]).toEqual([200, body]);
    const other = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect([other.status, other.body.code]).toEqual([409, 'session_not_confirmable']);
  });

  it('answers the first confirm again, as it has ended, after the challenge', async () => {
    const { session, url } = await sessionAtChallenge();
    await answerChallenge(url, 'Complete');
    const again = await running.payer.confirm(session.token, paysWith(cards.challenge));
    expect([again.status, again.body.confirmResult]).toEqual([
      200,
      {
        status: 'COMPLETED',
        paymentId: session.payment_id,
        paymentStatus: 'SUCCEEDED',
        paymentNextAction: null,
        decline: null,
      },
    ]);
  });

  it('is settled once, whatever button is pressed again and however often the payer comes back', async () => {
    const { session, url } = await sessionAtChallenge();
    // Two clicks on one page that was read: a page read after the first click has no button any more.
    const page = await send('GET', url);
    const click = () =>
      answerChallenge(url, 'Complete', async (method, target) => (target === url ? page : send(method, target)));
    const endings = await Promise.all([click(), click()]);
    const { version } = (await running.merchant.getPayment(session.payment_id)).body.payment;
    const [charge] = (await running.merchant.charges(session.payment_id)).body.data;
    endings.push(await answerChallengeAgain(url, charge!.id));
    for (const { status, location } of endings)
      expect([status, location]).toEqual([303, `${RETURN_URL}&session_id=${session.id}&status=SUCCEEDED`]);
    expect((await running.merchant.getPayment(session.payment_id)).body.payment.version).toBe(version);
    expect(await running.provider.books(charge!.id)).toMatchObject([{ operation: 'authorize', status: 'succeeded' }]);
  });

  it('authorizes only, when the merchant captures', async () => {
    const { session, url } = await sessionAtChallenge({ capture_method: 'manual' });
    expect((await answerChallenge(url, 'Complete')).location).toMatch(/&status=AUTHORIZED$/);
    expect((await running.merchant.getSession(session.id)).body.checkout_session.status).toBe('COMPLETED');
  });

  it('may be asked of every card by the merchant', async () => {
    const { session, url } = await sessionAtChallenge({ secure_mode: 'required' }, cards.visa);
    await answerChallenge(url, 'Complete');
    expect((await running.merchant.getSession(session.id)).body.checkout_session.status).toBe('COMPLETED');
    const refused = await sessionAtChallenge({ secure_mode: 'required' }, cards.declined);
    expect((await answerChallenge(refused.url, 'Complete')).location).toMatch(/&status=REQUIRES_PAYMENT_METHOD$/);
  });
});

/** The payer comes back to us once more, by the browser's history, with parameters of their own. */
const answerChallengeAgain = async (url: string, chargeId: string) => {
  const settled = await send('GET', url);
  expect(settled.text).not.toContain('<form');
  const answer = await send('GET', `${running.product.url}/v1/3ds/${chargeId}/return?status=FAILED&x=1`);
  return { ...answer, location: answer.headers.get('location') ?? '' };
};

describe('a payment without a session whose card wants 3DS', () => {
  it.each([
    ['Complete', 'SUCCEEDED'],
    ['Fail', 'REQUIRES_PAYMENT_METHOD'],
  ] as const)('returns to its return_url with payment_id and status after %s', async (button, status) => {
    const { payment, url } = await paymentAtChallenge();
    expect(payment.status).toBe('REQUIRES_ACTION');
    const { location } = await answerChallenge(url, button);
    expect(location).toBe(`${RETURN_URL}&payment_id=${payment.id}&status=${status}`);
    expect((await running.merchant.getPayment(payment.id)).body.payment).toMatchObject({ status, next_action: null });
  });

  it.each([
    ['Complete', 'Payment'],
    ['Fail', 'Payment'],
  ] as const)('ends at a plain page of ours without a return_url, after %s', async (button, word) => {
    const { payment, url } = await paymentAtChallenge({ return_url: null });
    const page = await answerChallenge(url, button);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain(word);
    expect(page.text).not.toContain(payment.id);
    expect(page.text).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('does not keep waiting who goes back to an earlier challenge', async () => {
    const { payment, url } = await paymentAtChallenge({ return_url: null });
    await answerChallenge(url, 'Fail');
    await running.merchant.confirmPayment(payment.id, paysWith(cards.challenge));
    const [earlier] = (await running.merchant.charges(payment.id)).body.data;
    const address = `${running.product.url}/v1/3ds/${earlier!.id}/return`;
    // Sooner than an outcome is waited for (api.md: 10 s).
    const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(8_000) });
    expect(answer.status).toBe(200);
  });

  it('can be returned to by its payer only as it stands, before the challenge is answered', async () => {
    const { payment } = await paymentAtChallenge();
    const [charge] = (await running.merchant.charges(payment.id)).body.data;
    expect(charge!.status).toBe('REQUIRES_ACTION');
    const early = await send('GET', `${running.product.url}/v1/3ds/${charge!.id}/return`);
    expect([early.status, early.headers.get('location')]).toEqual([
      303,
      `${RETURN_URL}&payment_id=${payment.id}&status=REQUIRES_ACTION`,
    ]);
    const unknown = await send('GET', `${running.product.url}/v1/3ds/ch_unknown/return`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
  });
});
