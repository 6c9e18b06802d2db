import { card, cards, eventually } from '@counterfoil/testing';
import { killHard, processWith } from './starting.ts';
import { runProduct, type RunningProduct } from './running-product.ts';

const pay = { amount: 100, currency: 'EUR', payment_method: card(cards.visa), confirm: true };

let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct();
});

afterAll(() => running.stop());

/** Ready within its time, and a payment goes through; one that meets the loss itself may fail. */
const expectServing = async (): Promise<void> => {
  await eventually(async () => (await fetch(`${running.product.url}/readyz`)).status === 200);
  await eventually(async () => {
    const { body } = await running.merchant.createPayment(pay);
    return body.confirmResult?.paymentStatus === 'SUCCEEDED';
  });
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

  it('gets over the loss of all its connections to PostgreSQL by itself, while payments are under way', async () => {
    let isPaying = true;
    const payer = async () => {
      while (isPaying) expect([201, 409, 500, 503]).toContain((await running.merchant.createPayment(pay)).status);
    };
    const payers = [payer(), payer(), payer(), payer()];
    for (let cut = 0; cut < 8; cut += 1) {
      await running.database.pool.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await expectServing();
    }
    isPaying = false;
    await Promise.all(payers);
  });
});
