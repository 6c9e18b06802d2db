import {
  answerChallenge,
  card,
  cards,
  eventually,
  testDatabase,
  type MerchantClient,
  type TestDatabase,
} from '@counterfoil/testing';
import { MortalProduct } from './crash/mortal-product.ts';

const PAYMENT_EXPIRY_S = 600;
const AUTHORIZATION_EXPIRY_S = 3_600;
const SESSION_EXPIRY_S = 60;

const amount = { amount: 12_500, currency: 'TRY' };
const sessionBody = { ...amount, return_url: 'https://merchant.example', expires_in: SESSION_EXPIRY_S };
const paysWith = (number: string) => ({ payment_method: card(number) });

let database: TestDatabase;
let product: MortalProduct;

beforeAll(async () => {
  database = await testDatabase();
  product = await MortalProduct.at({
    DATABASE_URL: database.url,
    TEST_CLOCK: '1',
    PROVIDER_TIMEOUT_MS: '500',
    PAYMENT_EXPIRY_S: String(PAYMENT_EXPIRY_S),
    AUTHORIZATION_EXPIRY_S: String(AUTHORIZATION_EXPIRY_S),
  });
  await product.start();
});

afterEach(() => product.provider.clearFaults());

afterAll(async () => {
  await product.stop();
  await database.drop();
});

/** Answers when all that came due has been done: nothing is waited for after it. */
const advance = async (seconds: number): Promise<void> => {
  const { status, text } = await product.merchant.advanceClock(seconds);
  if (status !== 200) throw new Error(`The clock answered ${status} ${text}`);
};

const paymentNow = async (id: string) => (await product.merchant.getPayment(id)).body.payment;

/** Status and reason of the payment as it is now. */
const endOf = async (id: string) => {
  const { status, cancellation_reason: reason } = await paymentNow(id);
  return [status, reason];
};

/** The status of the session as it is now, and its payment's status and reason. */
const endOfSession = async (id: string) => {
  const { status, payment } = (await product.merchant.getSession(id)).body.checkout_session;
  return [status, payment.status, payment.cancellation_reason];
};

const newSession = async () => (await product.merchant.createSession(sessionBody)).body.checkout_session;

const newPayment = async (more: object = {}) =>
  (await product.merchant.createPayment({ ...amount, ...more })).body.payment;

/** What the provider did about the only attempt of a payment. */
const bookedOf = async (paymentId: string, merchant: MerchantClient = product.merchant) => {
  const [charge] = (await merchant.charges(paymentId)).body.data;
  const rows = await product.provider.books(String(charge?.id));
  return rows.map(({ operation, status }) => `${operation} ${status}`).sort();
};

const EXPIRED_SESSION = ['EXPIRED', 'CANCELLED', 'expired'];

describe('a session', () => {
  it('that nobody confirms ends with its payment at expires_at, and not before', async () => {
    const { id, token } = await newSession();
    await advance(SESSION_EXPIRY_S - 1);
    expect(await endOfSession(id)).toEqual(['PENDING', 'CREATED', null]);
    await advance(1);
    expect(await endOfSession(id)).toEqual(EXPIRED_SESSION);
    const refused = await product.payer.confirm(token, paysWith(cards.visa));
    expect([refused.status, refused.body.code]).toEqual([409, 'session_not_confirmable']);
  });

  it('ends also after a decline, with attempts left', async () => {
    const { id, token } = await newSession();
    await product.payer.confirm(token, paysWith(cards.declined));
    await advance(SESSION_EXPIRY_S);
    expect(await endOfSession(id)).toEqual(EXPIRED_SESSION);
  });

  it('ends also while its payer is at a challenge, which is called off at the provider', async () => {
    const { id, token, payment_id: paymentId } = await newSession();
    await product.payer.confirm(token, paysWith(cards.challenge));
    await advance(SESSION_EXPIRY_S);
    expect(await endOfSession(id)).toEqual(EXPIRED_SESSION);
    expect(await bookedOf(paymentId)).toContain('void succeeded');
  });

  it('that is over stays as it is', async () => {
    const { id, token } = await newSession();
    await product.payer.confirm(token, paysWith(cards.visa));
    await advance(SESSION_EXPIRY_S);
    expect(await endOfSession(id)).toEqual(['COMPLETED', 'SUCCEEDED', null]);
  });

  it('is not over while an outcome is unknown, and is at once when that turns out a decline', async () => {
    const [declined, succeeded] = [await newSession(), await newSession()];
    await product.provider.addFault({ operation: 'authorize', fault: 'drop_after', times: 2 });
    await product.provider.addFault({ operation: 'status', fault: 'error_before', times: 1_000 });
    const confirming = [
      product.payer.confirm(declined.token, paysWith(cards.declined)),
      product.payer.confirm(succeeded.token, paysWith(cards.visa)),
    ];
    await untilUnknown(declined.payment_id, succeeded.payment_id);
    await advance(SESSION_EXPIRY_S * 3);
    for (const { id } of [declined, succeeded])
      expect(await endOfSession(id)).toEqual(['PROCESSING', 'PROCESSING', null]);
    await product.provider.clearFaults();
    await advance(SESSION_EXPIRY_S);
    expect(await endOfSession(declined.id)).toEqual(EXPIRED_SESSION);
    expect(await endOfSession(succeeded.id)).toEqual(['COMPLETED', 'SUCCEEDED', null]);
    await Promise.all(confirming);
  });
});

/** Resolves when the product knows that it does not know what became of the payments' attempts. */
const untilUnknown = async (...paymentIds: readonly string[]): Promise<void> => {
  for (const id of paymentIds)
    await eventually(async () => (await product.merchant.charges(id)).body.data[0]?.status === 'UNKNOWN', {
      describe: 'an unknown outcome',
    });
};

describe('a payment without a session', () => {
  it('that nobody confirms is cancelled PAYMENT_EXPIRY_S after its creation, and not before', async () => {
    const { id } = await newPayment();
    await advance(PAYMENT_EXPIRY_S - 1);
    expect(await endOf(id)).toEqual(['CREATED', null]);
    await advance(1);
    expect(await endOf(id)).toEqual(['CANCELLED', 'expired']);
    const refused = await product.merchant.confirmPayment(id, paysWith(cards.visa));
    expect([refused.status, refused.body.code]).toEqual([409, 'payment_not_confirmable']);
  });

  it('waits anew from each decline on', async () => {
    const { id } = await newPayment();
    await advance(PAYMENT_EXPIRY_S - 1);
    await product.merchant.confirmPayment(id, paysWith(cards.declined));
    await advance(PAYMENT_EXPIRY_S - 1);
    expect(await endOf(id)).toEqual(['REQUIRES_PAYMENT_METHOD', null]);
    await advance(1);
    expect(await endOf(id)).toEqual(['CANCELLED', 'expired']);
  });

  it('ends also while its payer is at a challenge, which is called off at the provider', async () => {
    const { id } = await newPayment({ ...paysWith(cards.challenge), confirm: true });
    const url = String((await paymentNow(id)).next_action?.redirect_user_to_url.url);
    await advance(PAYMENT_EXPIRY_S);
    expect(await endOf(id)).toEqual(['CANCELLED', 'expired']);
    expect(await bookedOf(id)).toContain('void succeeded');
    await answerChallenge(url, 'Complete').catch(() => 'the provider shows no form any more');
    expect(await endOf(id)).toEqual(['CANCELLED', 'expired']);
  });

  it('is not cancelled while an outcome is in flight or unknown, however long', async () => {
    await product.provider.addFault({ operation: 'authorize', fault: 'drop_after', times: 1 });
    await product.provider.addFault({ operation: 'status', fault: 'error_before', times: 1_000 });
    const { id } = await newPayment();
    const confirming = product.merchant.confirmPayment(id, paysWith(cards.visa));
    await untilUnknown(id);
    await advance(PAYMENT_EXPIRY_S * 10);
    expect(await endOf(id)).toEqual(['PROCESSING', null]);
    await product.provider.clearFaults();
    await advance(PAYMENT_EXPIRY_S);
    expect(await endOf(id)).toEqual(['SUCCEEDED', null]);
    await confirming;
  });
});

describe('an authorization', () => {
  const authorized = { capture_method: 'manual', ...paysWith(cards.visa), confirm: true };

  it('that nobody captures is voided at the provider after AUTHORIZATION_EXPIRY_S, and not before', async () => {
    const { id } = await newPayment(authorized);
    await advance(AUTHORIZATION_EXPIRY_S - 1);
    expect(await endOf(id)).toEqual(['AUTHORIZED', null]);
    await advance(1);
    expect(await endOf(id)).toEqual(['CANCELLED', 'authorization_expired']);
    expect(await bookedOf(id)).toEqual(['authorize succeeded', 'void succeeded']);
  });

  it('of a session is voided too, and the session stays COMPLETED', async () => {
    const created = await product.merchant.createSession({ ...sessionBody, capture_method: 'manual' });
    const { id, token, payment_id: paymentId } = created.body.checkout_session;
    await product.payer.confirm(token, paysWith(cards.visa));
    await advance(AUTHORIZATION_EXPIRY_S);
    expect(await endOfSession(id)).toEqual(['COMPLETED', 'CANCELLED', 'authorization_expired']);
    expect(await bookedOf(paymentId)).toContain('void succeeded');
  });

  it('that was captured in time stays', async () => {
    const { id } = await newPayment(authorized);
    await product.merchant.capturePayment(id);
    await advance(AUTHORIZATION_EXPIRY_S);
    expect(await endOf(id)).toEqual(['SUCCEEDED', null]);
    expect(await bookedOf(id)).toEqual(['authorize succeeded', 'capture succeeded']);
  });
});

describe('many at once', () => {
  it('a thousand payments that come due together have all ended when the clock answers', async () => {
    const ids: string[] = [];
    for (let batch = 0; batch < 20; batch += 1)
      ids.push(...(await Promise.all(Array.from({ length: 50 }, async () => (await newPayment()).id))));
    await advance(PAYMENT_EXPIRY_S);
    const { rows } = await database.pool.query<{ ended: number }>(
      `select count(distinct stream)::int as ended from event_log.events
       where type = 'PaymentCancelled' and stream = any ($1)`,
      [ids.map(id => `payment-${id}`)],
    );
    expect(rows).toEqual([{ ended: 1_000 }]);
    expect(await endOf(String(ids.at(-1)))).toEqual(['CANCELLED', 'expired']);
  });

  it('requests go on while the clock moves under them', async () => {
    const paying = Array.from({ length: 20 }, () => newPayment({ ...paysWith(cards.visa), confirm: true }));
    await Promise.all(Array.from({ length: 10 }, () => advance(60)));
    for (const { id } of await Promise.all(paying)) expect(await endOf(id)).toEqual(['SUCCEEDED', null]);
  });
});

describe('a product that is down at the moment', () => {
  it.each(['stop', 'kill'] as const)('finds after a %s what has come due', async end => {
    const [{ id: sessionId }, { id: paymentId }] = [await newSession(), await newPayment()];
    await product[end]();
    await product.start();
    await advance(PAYMENT_EXPIRY_S);
    expect(await endOfSession(sessionId)).toEqual(EXPIRED_SESSION);
    expect(await endOf(paymentId)).toEqual(['CANCELLED', 'expired']);
  });

  it('does so by itself when time is real', async () => {
    await using own = await testDatabaseOfItsOwn();
    const real = await MortalProduct.at({ DATABASE_URL: own.url, PAYMENT_EXPIRY_S: '1' });
    await real.start();
    const { id } = (await real.merchant.createPayment(amount)).body.payment;
    await real.kill();
    await real.start();
    await eventually(async () => (await real.merchant.getPayment(id)).body.payment.cancellation_reason === 'expired');
    await real.stop();
  });
});

const testDatabaseOfItsOwn = async (): Promise<TestDatabase & AsyncDisposable> => {
  const own = await testDatabase();
  return { ...own, [Symbol.asyncDispose]: () => own.drop() };
};
