import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openPostgresEventStore } from '@counterfoil/event-sourcing';
import { card, cards, eventually, testDatabase, type TestDatabase } from '@counterfoil/testing';
import { MortalProduct } from './crash/mortal-product.ts';
import { dropReadModels, readModelsIn } from './crash/read-models.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const AMOUNT = { amount: 12_500, currency: 'TRY' };

let database: TestDatabase;
let product: MortalProduct;

beforeAll(async () => {
  database = await testDatabase();
  product = await MortalProduct.at({ DATABASE_URL: database.url });
  await product.start();
});

afterAll(async () => {
  await product.kill();
  await database.drop();
});

/** `npm run projections -- …`, as an operator runs it. */
const projections = (...args: readonly string[]) =>
  new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>(resolve => {
    const script = ['--import', './tools/typescript.mjs', 'apps/cli/src/projections.ts', ...args];
    const env = { PATH: process.env['PATH'], DATABASE_URL: database.url };
    const child = execFile(process.execPath, script, { cwd: root, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

const newSession = async (number: string, settings: object = {}): Promise<string> => {
  const created = await product.merchant.createSession({
    ...AMOUNT,
    ...settings,
    return_url: 'https://shop.example/thanks',
  });
  const { token } = created.body.checkout_session;
  await product.payer.confirm(token, { payment_method: card(number) });
  return token;
};

/** Payments and sessions in many states. */
const payInManyWays = async (): Promise<void> => {
  await newSession(cards.visa, { metadata: { order: 'Ödeme №1' }, customer: { id: 'cus_1', name: 'Ada' } });
  await newSession(cards.visa, { capture_method: 'manual' });
  await newSession(cards.challenge);
  const declined = await newSession(cards.declined);
  await product.payer.confirm(declined, { payment_method: card(cards.mastercard) });
  await newSession(cards.lost, { max_attempts: 1 });
  await product.merchant.createPayment({ ...AMOUNT, reference: 'never confirmed' });
  const body = { ...AMOUNT, payment_method: card(cards.insufficientFunds), confirm: true };
  await product.merchant.createPayment(body, randomUUID());
};

describe('read models', () => {
  let before: Awaited<ReturnType<typeof readModelsIn>>;

  beforeAll(async () => {
    await payInManyWays();
    // A stop waits for what has been begun; a start is ready when every row is there.
    await product.stop();
    await product.start();
    await product.stop();
    before = await readModelsIn(database.pool);
    const counts = Object.values(before).map(rows => rows.length);
    expect(counts).toEqual([7, expect.any(Number), expect.any(Number), 5, 7, expect.any(Number), 0, 0, 0]);
  });

  it('are equal row by row when they were dropped and computed again from the log', async () => {
    await dropReadModels(database.pool);
    await product.start();
    await product.stop();
    expect(await readModelsIn(database.pool)).toEqual(before);
  });

  it('are made anew by an operator, one by one', async () => {
    await database.pool.query(`update payment.payment_view_v2 set status = 'SPOILT'`);
    await database.pool.query('delete from charge_attempt.charge_view_v3');
    const { rows } = await database.pool.query('select max(position)::int as head from event_log.events');
    const [payments, charges] = await Promise.all([
      projections('rebuild', 'payment_view_v2'),
      projections('rebuild', 'charge_view_v3'),
    ]);
    expect([payments.code, charges.code]).toEqual([0, 0]);
    const { head } = rows[0];
    expect(payments.stdout).toMatch(new RegExp(`^payment_view_v2: ${head} of ${head} events\n$`));
    expect(await readModelsIn(database.pool)).toEqual(before);
  });

  it('are not touched by a name that none of them has', async () => {
    const { code, stderr } = await projections('rebuild', 'payment_view');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'There is no projection "payment_view"; there are: payment_view_v2, refund_view_v1, timeline_v1, session_view_v2, charge_view_v3, webhooks_v1\n',
    );
    expect(await readModelsIn(database.pool)).toEqual(before);
  });
});

describe('an event that nobody can read', () => {
  it('stops its projection, which says so at /readyz and skips nothing', async () => {
    await product.start();
    const { id } = (await product.merchant.createPayment(AMOUNT)).body.payment;
    const store = await openPostgresEventStore({ url: database.url });
    const metadata = { correlationId: '0'.repeat(32), causationId: '', merchantId: '', paymentId: id };
    const [append] = await store.append([
      {
        stream: `payment-${id}`,
        expectedRevision: 0,
        events: [
          {
            eventId: randomUUID(),
            type: 'PaymentTeleported',
            data: {},
            metadata: { ...metadata, actor: 'system', occurredAt: new Date().toISOString(), schemaVersion: 1 },
          },
        ],
      },
    ]);
    await store.close();
    await eventually(async () => {
      const readiness = await product.merchant.call('GET', '/readyz');
      expect(readiness).toMatchObject({ status: 503, body: { code: 'not_ready' } });
      expect(readiness.body.detail).toContain('payment_view_v2');
      return true;
    });
    // What comes behind it is in the log and in the projections that can read on, and waits for this one.
    const later = (await product.merchant.createPayment(AMOUNT)).body.payment;
    const rows = async (table: string, column: string): Promise<number | null> =>
      (await database.pool.query(`select from ${table} where ${column} = $1`, [later.id])).rowCount;
    await eventually(() => rows('payment.timeline_v1', 'payment_id'));
    expect(await rows('payment.payment_view_v2', 'id')).toBe(0);
    const checkpoint = await database.pool.query(
      `select position::int from projection.checkpoints where name = 'payment_view_v2'`,
    );
    expect(append).toMatchObject({ status: 'appended' });
    if (append?.status === 'appended') expect(checkpoint.rows[0].position).toBeLessThan(Number(append.position));
  });

  it('stops the operator, too', async () => {
    const { code, stderr } = await projections('rebuild', 'payment_view_v2');
    expect([code, stderr]).toEqual([
      1,
      'The projection could not be rebuilt: Event PaymentTeleported v1: unknown type. Deploy a version that knows it.\n',
    ]);
  });
});
