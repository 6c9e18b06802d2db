import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  card,
  cards,
  eventually,
  merchantClient,
  type Product,
  startProduct,
  testDatabase,
  type TestDatabase,
} from '@counterfoil/testing';
import { describeOnKafka } from '@counterfoil/testing/kafka';

process.env['DEPLOYMENT'] = 'services';

const KEY = 'sk_test_000000000000000000000000000000000036';
/** Ten processes on two cores that others use too. */
const START_MS = 180_000;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // There is no such process.
  }
};

describeOnKafka('npm run start:services', () => {
  let database: TestDatabase;
  let dataDir: string;
  let product: Product;

  const start = async (): Promise<void> => {
    product = await startProduct({ DATABASE_URL: database.url, DATA_DIR: dataDir, SANDBOX_API_KEY: KEY });
  };
  const pay = async () => {
    const { status, body } = await merchantClient(product.url, KEY).createPayment({
      amount: 1_000,
      currency: 'EUR',
      confirm: true,
      payment_method: card(cards.visa),
    });
    return [status, body.payment?.status];
  };

  beforeAll(async () => {
    database = await testDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-launcher-'));
    await start();
  }, START_MS);

  afterAll(async () => {
    await product.stop();
    await database.drop();
    await rm(dataDir, { recursive: true });
  }, START_MS);

  it('runs every service twice, and tells which process is which', () => {
    const services = ['charge-attempt', 'gateway', 'payment', 'session', 'webhook-dispatcher'];
    expect(Object.keys(product.pids()).sort()).toEqual(services.flatMap(service => [`${service}-1`, `${service}-2`]));
    expect(Object.values(product.pids()).every(isAlive)).toBe(true);
  });

  it('starts a process again that dies, and takes payments meanwhile', async () => {
    const before = product.pids();
    process.kill(Number(before['payment-1']), 'SIGKILL');
    expect(await pay()).toEqual([201, 'SUCCEEDED']);
    await eventually(() => product.pids()['payment-1'] !== before['payment-1'], { timeoutMs: 60_000 });
    expect(product.pids()).toEqual({ ...before, 'payment-1': expect.any(Number) });
    expect(product.output().stdout).toMatch(/"child":"payment-1".*"a process died; it is started again"/);
  });

  it('keeps a cvc sealed, and only until the provider has answered', async () => {
    await pay();
    const { rows } = await database.pool.query('select from vault.cvcs');
    expect(rows).toEqual([]);
  });

  it(
    'leaves no process behind when it is killed, and starts again on what is there',
    async () => {
      const left = Object.values(product.pids());
      await product.kill();
      await eventually(() => !left.some(isAlive), { timeoutMs: 20_000 });
      await start();
      expect(await pay()).toEqual([201, 'SUCCEEDED']);
    },
    START_MS,
  );

  it(
    'stops all of them within 15 s, and says so by its exit code',
    async () => {
      const left = Object.values(product.pids());
      expect(await Promise.race([product.stop(), sleep(15_000, 'late', { ref: false })])).toBe(0);
      expect(left.some(isAlive)).toBe(false);
    },
    START_MS,
  );
});
