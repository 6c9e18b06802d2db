import { answerChallenge, card, cards, eventually, send, type Answer } from '@counterfoil/testing';
import { runProduct, type RunningProduct } from './running-product.ts';

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ TEST_CLOCK: '1' });
});
afterEach(() => running.provider.clearFaults());
afterAll(() => running.stop());

const SHOP = 'https://shop.example';
const base = { amount: 12_500, currency: 'TRY', url: `${SHOP}/pay`, return_url: `${SHOP}/thanks` };
const paysWith = (number: string) => ({ payment_method: card(number) });

type Session = Awaited<ReturnType<typeof opened>>;

const opened = async (changes: Readonly<Record<string, unknown>> = {}) =>
  (await running.merchant.createSession({ ...base, ...changes })).body.checkout_session;

const confirmedWith = async (number: string, changes: Readonly<Record<string, unknown>> = {}) => {
  const session = await opened(changes);
  await running.payer.confirm(session.token, paysWith(number));
  return session;
};

/** Where the payer is sent to, of a session at a challenge. */
const challengeOf = async ({ token }: Session): Promise<string> =>
  (await running.payer.getSession(token)).body.checkout_session.next_action!.redirect_user_to_url.url;

/** The statuses of session and payment, and why it was cancelled. */
const stateOf = async ({ id }: Session) => {
  const { status, payment } = (await running.merchant.getSession(id)).body.checkout_session;
  return [status, payment.status, payment.cancellation_reason];
};

/** What the provider did for the session's last charge. */
const booked = async ({ payment_id: paymentId }: Session) => {
  const charge = (await running.merchant.charges(paymentId)).body.data.at(-1);
  const books = charge ? await running.provider.books(charge.id) : [];
  return books.map(({ operation, status }) => `${operation} ${status}`).sort();
};

const refusal = ({ status, body }: Answer<unknown>) => [status, body.code];
const NOT_CANCELLABLE = [409, 'session_not_cancellable'];

const byMerchant = ({ id }: Session) => running.merchant.cancelSession(id);
const byPayer = ({ token }: Session) => running.payer.cancel(token);

describe.each([
  ['merchant', 'requested_by_customer', byMerchant],
  ['payer', 'abandoned', byPayer],
] as const)('a cancel by the %s', (_who, reason, cancel) => {
  it.each([
    ['not confirmed', () => opened()],
    ['declined', () => confirmedWith(cards.declined)],
    ['at a challenge', () => confirmedWith(cards.challenge)],
  ])('ends a session that is %s, and its payment with it', async (_state, begin) => {
    const session = await begin();
    const { status, body } = await cancel(session);
    expect(status).toBe(200);
    expect(body.checkout_session).toMatchObject({ status: 'CANCELLED', payment_status: 'CANCELLED' });
    expect(await stateOf(session)).toEqual(['CANCELLED', 'CANCELLED', reason]);
    expect(refusal(await cancel(session))).toEqual(NOT_CANCELLABLE);
    const confirm = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect(refusal(confirm)).toEqual([409, 'session_not_confirmable']);
  });

  it('answers as a read does', async () => {
    const session = await confirmedWith(cards.challenge);
    const { body } = await cancel(session);
    const reads = [await running.merchant.getSession(session.id), await running.payer.getSession(session.token)];
    expect(reads.map(read => read.body)).toContainEqual(body);
  });

  it.each([
    ['COMPLETED', cards.visa, {}],
    ['COMPLETED', cards.visa, { capture_method: 'manual' }],
    ['FAILED', cards.declined, { max_attempts: 1 }],
  ])('is refused once the session is %s (%s, %j)', async (status, number, changes) => {
    const session = await confirmedWith(number, changes);
    const before = await stateOf(session);
    expect(before[0]).toBe(status);
    expect(refusal(await cancel(session))).toEqual(NOT_CANCELLABLE);
    expect(await stateOf(session)).toEqual(before);
  });

  it('is refused while a confirmation is in flight, whose outcome stands', async () => {
    await running.provider.addFault({ operation: 'authorize', fault: 'delay_before', delay_ms: 800, times: 1 });
    const session = await opened();
    const confirm = running.payer.confirm(session.token, paysWith(cards.visa));
    await eventually(async () => (await stateOf(session))[1] === 'PROCESSING');
    expect(refusal(await cancel(session))).toEqual(NOT_CANCELLABLE);
    expect((await confirm).body.confirmResult.status).toBe('COMPLETED');
  });

  it('takes no fields', async () => {
    const session = await opened();
    const path = `/v1/checkout-sessions/${_who === 'payer' ? `token/${session.token}` : session.id}/cancel`;
    const { status, body } = await running.merchant.call('POST', path, { body: { reason: 'x' } });
    expect([status, body.errors]).toMatchObject([422, [{ pointer: '/reason' }]]);
    expect((await stateOf(session))[0]).toBe('PENDING');
  });
});

describe('a cancel that is repeated', () => {
  it.each([
    ['not confirmed', () => opened()],
    ['at a challenge', () => confirmedWith(cards.challenge)],
  ])('under its key gets the first answer again (%s)', async (_state, begin) => {
    const { id } = await begin();
    const first = await running.merchant.cancelSession(id, `cancel-${id}`);
    const again = await running.merchant.cancelSession(id, `cancel-${id}`);
    expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([200, first.text, 'true']);
    expect(refusal(await running.merchant.cancelSession(id, `other-${id}`))).toEqual(NOT_CANCELLABLE);
  });

  it.each([
    ['not confirmed', () => opened()],
    ['at a challenge', () => confirmedWith(cards.challenge)],
  ])('by twenty at once is taken once (%s)', async (_state, begin) => {
    const session = await begin();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? byPayer : byMerchant)(session)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'session_not_cancellable')).toHaveLength(19);
  });
});

it('a cancel of a session that is not theirs, or not there, is 404 for everyone', async () => {
  const session = await opened();
  expect(refusal(await running.otherMerchant.cancelSession(session.id))).toEqual([404, 'not_found']);
  expect(refusal(await running.merchant.cancelSession('cs_unknown'))).toEqual([404, 'not_found']);
  expect(refusal(await running.payer.cancel(`${session.token}x`))).toEqual([404, 'not_found']);
  expect((await stateOf(session))[0]).toBe('PENDING');
});

it('of a confirm and a cancel at once one wins, and the other says 409', async () => {
  const race = async (n: number) => {
    const session = await opened();
    const confirm = () => running.payer.confirm(session.token, paysWith(cards.visa));
    const cancel = () => (n % 4 < 2 ? byMerchant : byPayer)(session);
    const [first, second] = n % 2 ? [confirm, cancel] : [cancel, confirm];
    const answers: readonly Answer<unknown>[] = await Promise.all([first(), second()]);
    const [status, paymentStatus] = await stateOf(session);
    return [...answers.map(answer => answer.status).sort(), status, paymentStatus];
  };
  const ends = await Promise.all(Array.from({ length: 20 }, (_, n) => race(n)));
  const [won, cancelled] = [
    [200, 409, 'COMPLETED', 'SUCCEEDED'],
    [200, 409, 'CANCELLED', 'CANCELLED'],
  ];
  for (const end of ends) expect([won, cancelled]).toContainEqual(end);
});

describe('a cancel of a session whose payer is at a challenge', () => {
  /** A cancel that is on its way to the provider, which takes its time; what it is answered in the end. */
  const slowCancel = async (session: Session) => {
    await running.provider.addFault({ operation: 'void', fault: 'delay_before', delay_ms: 1_500, times: 1 });
    const cancel = byMerchant(session);
    const pending = async () => (await running.merchant.getPayment(session.payment_id)).body.payment.pending_operation;
    await eventually(async () => (await pending()) === 'cancel');
    return { answer: cancel };
  };

  it('calls it off at the provider', async () => {
    const session = await confirmedWith(cards.challenge);
    const url = await challengeOf(session);
    await byPayer(session);
    expect(await booked(session)).toContain('void succeeded');
    expect((await send('GET', url)).text).not.toContain('<form');
  });

  it('lets nobody confirm or cancel while it goes on', async () => {
    const session = await confirmedWith(cards.challenge);
    const { answer } = await slowCancel(session);
    const confirm = await running.payer.confirm(session.token, paysWith(cards.visa));
    expect(refusal(confirm)).toEqual([409, 'session_not_confirmable']);
    expect(refusal(await byPayer(session))).toEqual(NOT_CANCELLABLE);
    expect((await answer).status).toBe(200);
  });

  it('yields to the payer who has paid meanwhile', async () => {
    const session = await confirmedWith(cards.challenge);
    const url = await challengeOf(session);
    const { answer } = await slowCancel(session);
    await answerChallenge(url, 'Complete');
    const cancel = await answer;
    expect(refusal(cancel)).toEqual(NOT_CANCELLABLE);
    expect(cancel.body.detail).toContain('COMPLETED');
    expect(await stateOf(session)).toEqual(['COMPLETED', 'SUCCEEDED', null]);
    expect((await running.merchant.getPayment(session.payment_id)).body.payment).toMatchObject({
      amount_captured: 12_500,
      pending_operation: null,
    });
  });

  it('goes on when the payer has failed it meanwhile', async () => {
    const session = await confirmedWith(cards.challenge);
    const url = await challengeOf(session);
    const { answer } = await slowCancel(session);
    await answerChallenge(url, 'Fail');
    const cancel = await answer;
    expect(cancel.status).toBe(200);
    expect(await stateOf(session)).toEqual(['CANCELLED', 'CANCELLED', 'requested_by_customer']);
  });

  it('releases what the payer has authorized meanwhile, for a merchant who captures', async () => {
    const session = await confirmedWith(cards.challenge, { capture_method: 'manual' });
    const url = await challengeOf(session);
    const { answer } = await slowCancel(session);
    await answerChallenge(url, 'Complete');
    expect((await answer).status).toBe(200);
    expect(await stateOf(session)).toEqual(['CANCELLED', 'CANCELLED', 'requested_by_customer']);
    expect(await booked(session)).toEqual(['authorize succeeded', 'void succeeded']);
  });

  it('is answered 202 while nobody can say how it came out, and then comes to its end', async () => {
    const session = await confirmedWith(cards.challenge, { expires_in: 60 });
    for (const operation of ['void', 'status'])
      await running.provider.addFault({ operation, fault: 'drop_before', times: 10_000 });
    const { status, body } = await byMerchant(session);
    expect([status, body.checkout_session]).toMatchObject([
      202,
      { status: 'PROCESSING', payment_status: 'REQUIRES_ACTION', payment: { pending_operation: 'cancel' } },
    ]);
    await running.merchant.advanceClock(61);
    expect(await stateOf(session)).toEqual(['PROCESSING', 'REQUIRES_ACTION', null]);
    await running.provider.clearFaults();
    await running.merchant.advanceClock(3_600);
    await eventually(async () => (await stateOf(session))[0] === 'CANCELLED');
    expect(await stateOf(session)).toEqual(['CANCELLED', 'CANCELLED', 'requested_by_customer']);
  });

  it.each(['drop_after', 'drop_before', 'error_after', 'malformed'])(
    'ends it also when the provider answers badly (%s)',
    async fault => {
      const session = await confirmedWith(cards.challenge);
      await running.provider.addFault({ operation: 'void', fault, times: 1 });
      const { status } = await byMerchant(session);
      expect([200, 202]).toContain(status);
      await eventually(async () => (await stateOf(session))[0] === 'CANCELLED', { timeoutMs: 20_000 });
      expect((await booked(session)).filter(row => row === 'void succeeded')).toHaveLength(1);
    },
  );
});

describe('the token of a session that is over', () => {
  it.each([
    [
      'CANCELLED',
      async () => {
        const session = await opened();
        await byPayer(session);
        return session;
      },
    ],
    ['COMPLETED', () => confirmedWith(cards.visa)],
  ])('acts no more, and reads for 24 h (%s)', async (status, end) => {
    const session = await end();
    await running.merchant.advanceClock(24 * 3_600 - 1);
    expect((await running.payer.getSession(session.token)).body.checkout_session.status).toBe(status);
    expect(refusal(await byPayer(session))).toEqual(NOT_CANCELLABLE);
    const confirm = await running.payer.confirm(session.token, paysWith(cards.mastercard));
    expect(refusal(confirm)).toEqual([409, 'session_not_confirmable']);
    await running.merchant.advanceClock(1);
    const unknown = [404, 'not_found'];
    expect(refusal(await running.payer.getSession(session.token))).toEqual(unknown);
    expect(refusal(await byPayer(session))).toEqual(unknown);
    expect(refusal(await running.payer.confirm(session.token, paysWith(cards.visa)))).toEqual(unknown);
    expect((await stateOf(session))[0]).toBe(status);
  });
});

describe('a session whose time is up', () => {
  it.each([
    ['not confirmed', () => opened({ expires_in: 60 })],
    ['declined', () => confirmedWith(cards.declined, { expires_in: 60 })],
    ['at a challenge', () => confirmedWith(cards.challenge, { expires_in: 60 })],
  ])('is EXPIRED, and its payment CANCELLED, when it is %s', async (state, begin) => {
    const session = await begin();
    await running.merchant.advanceClock(59);
    expect((await stateOf(session))[2]).toBeNull();
    await running.merchant.advanceClock(1);
    expect(await stateOf(session)).toEqual(['EXPIRED', 'CANCELLED', 'expired']);
    if (state === 'at a challenge') expect(await booked(session)).toContain('void succeeded');
    expect(refusal(await byMerchant(session))).toEqual(NOT_CANCELLABLE);
  });
});

it('lets the page of the session’s url ask before it cancels, and read the answer', async () => {
  const session = await opened();
  const url = `${running.product.url}/v1/checkout-sessions/token/${session.token}/cancel`;
  const preflight = await send('OPTIONS', url, {
    headers: {
      origin: SHOP,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(SHOP);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
  const answer = await send('POST', url, { headers: { origin: SHOP } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, SHOP]);
  const other = await send('OPTIONS', url, { headers: { origin: 'https://evil.example' } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});
