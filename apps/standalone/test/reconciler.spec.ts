import { randomBytes } from 'node:crypto';
import {
  answerChallenge,
  card,
  cards,
  eventually,
  send,
  testDatabase,
  type MerchantClient,
  type TestDatabase,
} from '@counterfoil/testing';
import { MortalProduct } from './crash/mortal-product.ts';

const AMOUNT = { amount: 12_500, currency: 'TRY' };
const paysWith = (number: string) => ({ ...AMOUNT, confirm: true, payment_method: card(number) });

/** A product whose reconciler's metrics can be read. */
interface Measured {
  readonly merchant: MerchantClient;
}

/** The sum of the product's samples whose line begins so and has that outcome, if one is given. */
const measured = async ({ merchant }: Measured, begin: string, outcome = ''): Promise<number> => {
  const lines = (await merchant.call('GET', '/metrics')).text.split('\n');
  return lines
    .filter(line => line.startsWith(begin) && line.includes(outcome))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
};

const QUESTIONS = 'counterfoil_reconciler_questions_total{';

/** The payer's browser dies on the way back to us. */
const answerAndVanish = (url: string, button: 'Complete' | 'Fail') =>
  answerChallenge(url, button, async (method, target) =>
    target.includes('/v1/3ds/') ? { status: 0, headers: new Headers(), text: '', body: {} } : send(method, target),
  );

describe('what has no outcome after RECONCILE_AFTER_S', () => {
  let database: TestDatabase;
  let product: MortalProduct;

  beforeAll(async () => {
    database = await testDatabase();
    product = await MortalProduct.at({ DATABASE_URL: database.url, TEST_CLOCK: '1', PROVIDER_TIMEOUT_MS: '1000' });
    await product.start();
  });
  afterAll(async () => {
    await product.kill();
    await database.drop();
  });

  const pay = async (number: string, changes: object = {}) =>
    (await product.merchant.createPayment({ ...paysWith(number), ...changes })).body;
  const payment = async (id: string) => (await product.merchant.getPayment(id)).body.payment;
  const chargeOf = async (id: string) => (await product.merchant.charges(id)).body.data[0]!;
  const books = async (id: string) => product.provider.books((await chargeOf(id)).id);

  /** An operator's accident: the consumer will pass over everything that happens. */
  const passOver = (...consumers: readonly string[]) =>
    database.pool.query('update consumer.checkpoints set position = position + 1e6 where name = any ($1)', [consumers]);
  const undo = () =>
    database.pool.query('update consumer.checkpoints set position = position - 1e6 where position > 1e6');

  it('is asked about: a challenge of which neither payer nor callback brought news', async () => {
    await product.provider.addFault({ operation: 'authorize', fault: 'no_callback', times: 3 });
    const [completed, failed, abandoned] = await Promise.all(
      [1, 2, 3].map(() => pay(cards.challenge, { return_url: 'https://shop.example' })),
    );
    const urlOf = ({ confirmResult }: Awaited<ReturnType<typeof pay>>): string =>
      confirmResult!.paymentNextAction!.redirect_user_to_url.url;
    await answerAndVanish(urlOf(completed!), 'Complete');
    await answerAndVanish(urlOf(failed!), 'Fail');
    const statuses = async () =>
      Promise.all([completed!, failed!, abandoned!].map(async each => (await payment(each.payment.id)).status));

    await product.merchant.advanceClock(899);
    expect(await statuses()).toEqual(['REQUIRES_ACTION', 'REQUIRES_ACTION', 'REQUIRES_ACTION']);
    expect(await measured(product, 'counterfoil_charges_open ')).toBe(3);
    expect(await measured(product, 'counterfoil_charges_open_oldest_seconds ')).toBe(899);
    expect(await measured(product, QUESTIONS)).toBe(0);

    await product.merchant.advanceClock(1);
    expect(await statuses()).toEqual(['SUCCEEDED', 'REQUIRES_PAYMENT_METHOD', 'REQUIRES_ACTION']);
    expect((await payment(failed!.payment.id)).decline).toMatchObject({
      code: 'authentication_failed',
      category: 'hard',
    });
    expect(await measured(product, QUESTIONS, 'outcome="decided"')).toBe(2);
    expect(await measured(product, QUESTIONS, 'outcome="open"')).toBe(1);
    await product.merchant.advanceClock(59);
    expect(await measured(product, QUESTIONS)).toBe(3);
    await product.merchant.advanceClock(1);
    expect(await measured(product, QUESTIONS)).toBe(4);
    await product.merchant.cancelPayment(abandoned!.payment.id);
    await eventually(async () => (await measured(product, 'counterfoil_charges_open ')) === 0);
  });

  it('is sent: charges, captures, voids and refunds that nobody sent, once', async () => {
    const manual = { capture_method: 'manual' };
    const [captured, cancelled, refunded] = await Promise.all([
      pay(cards.visa, manual),
      pay(cards.visa, manual),
      pay(cards.visa),
    ]);
    const ids = [captured, cancelled, refunded].map(body => body.payment.id);
    await product.stop();
    await passOver('charge-attempt.attempt-created', 'charge-attempt.operation-requested');
    await product.start();
    const [capture, cancel, refund, unsent] = await Promise.all([
      product.merchant.capturePayment(ids[0]!),
      product.merchant.cancelPayment(ids[1]!),
      product.merchant.createRefund(ids[2]!),
      pay(cards.visa),
    ]);
    expect([capture.status, cancel.status, refund.body.refund.status]).toEqual([202, 202, 'PENDING']);
    expect([unsent.payment.status, (await chargeOf(unsent.payment.id)).status]).toEqual(['PROCESSING', 'CREATED']);
    expect(await books(unsent.payment.id)).toEqual([]);

    await product.merchant.advanceClock(900);
    ids.push(unsent.payment.id);
    const statuses = await Promise.all(ids.map(async id => (await payment(id)).status));
    expect(statuses).toEqual(['SUCCEEDED', 'CANCELLED', 'SUCCEEDED', 'SUCCEEDED']);
    expect((await payment(ids[2]!)).amount_refunded).toBe(AMOUNT.amount);
    expect((await Promise.all(ids.map(books))).flat()).toHaveLength(6);
    for (const booked of (await Promise.all(ids.map(books))).flat())
      expect(booked).toMatchObject({ status: 'succeeded', calls: 1 });

    // Their own consumers find it done, when they come to it after all.
    await product.stop();
    await undo();
    await product.start();
    await eventually(async () => (await measured(product, 'counterfoil_consumer_lag_positions{')) === 0);
    expect(await measured(product, 'counterfoil_dead_letters{')).toBe(0);
    for (const booked of (await Promise.all(ids.map(books))).flat()) expect(booked.calls).toBe(1);
  });

  it('is asked about: a charge that a crash left between call and answer, and that no consumer knows of', async () => {
    await product.provider.addFault({ operation: 'authorize', fault: 'hang', times: 1, delay_ms: 900 });
    const abandoned = pay(cards.visa, { reference: 'left' }).catch(() => 'cut off');
    const listed = async () => (await product.merchant.listPayments({ reference: 'left' })).body.data;
    await eventually(async () => (await books((await listed())[0]!.id)).length > 0);
    const { id } = (await listed())[0]!;
    await product.kill();
    expect(await abandoned).toBe('cut off');
    await passOver('charge-attempt.attempt-created', 'charge-attempt.callback-received');
    await product.start();
    expect((await chargeOf(id)).status).toBe('PROCESSING');
    await product.merchant.advanceClock(900);
    expect((await payment(id)).status).toBe('SUCCEEDED');
    expect(await books(id)).toMatchObject([{ operation: 'authorize', status: 'succeeded', calls: 1 }]);
    await product.stop();
    await undo();
    await product.start();
  });
});

describe('the reconciler of two processes on one database', () => {
  let database: TestDatabase;
  let products: readonly MortalProduct[];

  beforeAll(async () => {
    database = await testDatabase();
    const settings = {
      ...{ DATABASE_URL: database.url, VAULT_KEY: randomBytes(32).toString('base64') },
      ...{ SANDBOX_API_KEY: `sk_test_${randomBytes(18).toString('hex')}` },
      // Each charge has its turn once while this test runs.
      ...{ RECONCILE_AFTER_S: '0', RECONCILE_EVERY_S: '3600' },
    };
    products = [await MortalProduct.at(settings), await MortalProduct.at(settings)];
    for (const product of products) await product.start();
  });
  afterAll(async () => {
    await Promise.all(products.map(product => product.kill()));
    await database.drop();
  });

  it('asks about each charge once a period, and goes on when the process that did it is killed', async () => {
    const asked = (): Promise<readonly number[]> => Promise.all(products.map(product => measured(product, QUESTIONS)));
    const rounds = 5;
    for (let round = 1; round <= rounds; round += 1) {
      await products[round % 2]!.merchant.createPayment(paysWith(cards.challenge));
      await eventually(async () => Math.max(...(await asked())) === round);
      expect(Math.min(...(await asked()))).toBe(0);
    }
    const [first] = await asked();
    const [working, standby] = first === rounds ? products : products.toReversed();
    await working!.kill();
    await eventually(async () => (await measured(standby!, QUESTIONS)) === rounds, { timeoutMs: 15_000 });
  });
});
