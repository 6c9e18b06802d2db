import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@counterfoil/embedded-postgres';
import { eventually } from '@counterfoil/testing';
import { Pool } from 'pg';
import type { Told } from './crash/flows.ts';
import { MortalProduct } from './crash/mortal-product.ts';
import { remainsIn } from './crash/remains.ts';
import { seeded } from './crash/seeded.ts';
import { payUnderFire } from './crash/under-fire.ts';

const KILLS = 5;
const SEED = Number(process.env['CRASH_SEED'] ?? randomInt(2 ** 31));

let dataDir: string;
let product: MortalProduct;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-crash-'));
  product = await MortalProduct.at({ DATA_DIR: dataDir });
  await product.start();
});

afterAll(async () => {
  await product.kill();
  // Stops a server that a killed product has left.
  await (await startEmbeddedPostgres({ dataDir })).stop();
  await rm(dataDir, { recursive: true });
});

/** Each payment succeeded with one charge, its last, and the providers booked these charges and no others. */
const expectBooksToAgree = async (told: readonly Told[]): Promise<void> => {
  const charges: string[] = [];
  for (const { paymentId } of told) {
    const [payment, ofPayment] = [
      await product.merchant.getPayment(paymentId),
      await product.merchant.charges(paymentId),
    ];
    expect(payment.body).toMatchObject({ payment: { status: 'SUCCEEDED' } });
    const attempts = ofPayment.body.data.toReversed();
    // Declined softly; or killed twice in one call, which the provider had never heard of and has sworn to refuse.
    const soft = attempts.slice(1).map(() => ({ status: 'DECLINED', decline: { category: 'soft' } }));
    expect(attempts).toMatchObject([{ status: 'SUCCEEDED' }, ...soft]);
    charges.push(attempts[0]!.id);
  }
  const books = await product.provider.books();
  expect(
    books.every(
      ({ operation, provider, status }) =>
        operation === 'authorize' && (status === 'succeeded' || provider === 'alpha'),
    ),
  ).toBe(true);
  const charged = books
    .filter(({ status }) => status !== 'declined')
    .sort((one, other) => (one.reference < other.reference ? -1 : 1));
  expect(charged.map(({ reference, status }) => [reference, status])).toEqual(
    charges.sort().map(id => [id, 'succeeded']),
  );
};

/** The database that the stopped product has left: these payments in every read model and in the log, and no others. */
const expectNothingElse = async (told: readonly Told[]): Promise<void> => {
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = new Pool({ connectionString: server.url });
  // The server's stop ends sockets that `pool.end()` has not closed yet.
  pool.on('error', () => {});
  try {
    const { payments, sessions, charges, streams, untold, deadLetters } = await remainsIn(pool);
    const paymentIds = told.map(({ paymentId }) => paymentId).sort();
    const sessionIds = told.flatMap(({ sessionId }) => sessionId ?? []).sort();
    expect(payments).toEqual(paymentIds.map(id => ({ id, status: 'SUCCEEDED' })));
    const charged = charges.filter(({ status }) => status === 'SUCCEEDED');
    expect(charged.map(charge => charge.payment_id)).toEqual(paymentIds);
    expect(sessions.map(({ id, status }) => [id, status])).toEqual(sessionIds.map(id => [id, 'COMPLETED']));
    const count = paymentIds.length;
    expect(streams).toEqual({
      ...{ charge_attempt: charges.length, payment: count, session: sessionIds.length, webhook_event: count },
    });
    expect([untold, deadLetters]).toEqual([0, 0]);
  } finally {
    await pool.end();
    await server.stop();
  }
};

it('has one charge for one payment, and nothing half done, after kill -9 at random moments under load', async () => {
  try {
    const told = await payUnderFire(product, KILLS, seeded(SEED));
    expect(told.length).toBeGreaterThan(KILLS);
    expect(new Set(told.map(({ paymentId }) => paymentId)).size).toBe(told.length);
    await eventually(async () => {
      await expectBooksToAgree(told);
      return true;
    });
    await product.stop();
    await expectNothingElse(told);
  } catch (error) {
    const again = `CRASH_SEED=${SEED} npm run -s jest -- apps/standalone/test/crash-random.spec.ts`;
    throw new Error(`Run it again with: ${again}\n${String(error)}`, { cause: error });
  }
}, 180_000);
