import { card, cards, eventually } from '@counterfoil/testing';
import { killHard, processWith } from './starting.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

const pay = { amount: 100, currency: 'EUR', payment_method: card(cards.visa), confirm: true };

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

const expectServing = async (): Promise<void> => {
  await eventually(async () => (await fetch(`${running.product.url}/readyz`)).status === 200, { timeoutMs: 20_000 });
  const { body } = await running.merchant.createPayment(pay);
  expect(body.confirmResult).toMatchObject({ paymentStatus: 'SUCCEEDED' });
};

describe('a product that serves', () => {
  it('starts the sandbox provider again when that is killed, and goes on', async () => {
    await expectServing();
    const provider = () => processWith(`SANDBOX_PSP_PORT=${new URL(running.product.providerUrl).port}`, 'sandbox-psp');
    const killed = await provider();
    killHard(killed);
    await eventually(async () => (await provider()) !== killed);
    await eventually(() => running.provider.books());
    await expectServing();
    expect(running.product.output().stdout).toMatch(/"the sandbox provider died; it is started again"/);
  });

  it('gets over the loss of all its connections to PostgreSQL by itself', async () => {
    await expectServing();
    for (let cut = 0; cut < 3; cut += 1) {
      const { rowCount } = await running.database.pool.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      expect(rowCount).toBeGreaterThan(2);
      await expectServing();
    }
  });
});
