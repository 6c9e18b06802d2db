import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import {
  card,
  cards,
  eventually,
  merchantClient,
  providerClient,
  spawnProduct,
  untilReady,
} from '@counterfoil/testing';
import type { Product } from '@counterfoil/testing';
import { keyTold, leftOn, linesOf, processOn, withFolder } from './starting.ts';

const pidOf = (product: Product): number => product.process.pid ?? 0;

/** Expects it to end cleanly, and all that it started with it. */
const expectCleanEnd = async (product: Product, DATA_DIR: string): Promise<void> => {
  expect(await product.exited).toBe(0);
  expect(await leftOn(DATA_DIR)).toEqual([]);
  expect(product.output().stderr).not.toMatch(/Error|not stop/);
};

describe('npm start', () => {
  it.each([
    ['SIGTERM to npm', (product: Product) => process.kill(pidOf(product), 'SIGTERM')],
    ['SIGINT to its process group', (product: Product) => process.kill(-pidOf(product), 'SIGINT')],
    ['SIGTERM to its process group', (product: Product) => process.kill(-pidOf(product), 'SIGTERM')],
    [
      'SIGINT to the product itself',
      async (_: Product, DATA_DIR: string) =>
        process.kill(await processOn(DATA_DIR, 'standalone/src/main.ts'), 'SIGINT'),
    ],
  ])('answers what is in flight, exits 0 and leaves no process after %s', (_, signal) =>
    withFolder(async DATA_DIR => {
      const product = await untilReady(await spawnProduct({ DATA_DIR }, 'npm start'));
      const merchant = merchantClient(product.url, await keyTold(product));
      const { body } = await merchant.createPayment({ amount: 100, currency: 'EUR' });
      const provider = providerClient(product.providerUrl);
      await provider.addFault({ operation: 'authorize', fault: 'hang', times: 1, delay_ms: 1_500 });
      const confirmed = merchant.confirmPayment(body.payment.id, { payment_method: card(cards.visa) });
      await eventually(async () => (await provider.books()).length === 1);
      await signal(product, DATA_DIR);
      expect((await confirmed).body.confirmResult).toMatchObject({ paymentStatus: 'SUCCEEDED' });
      await expectCleanEnd(product, DATA_DIR);
    }),
  );

  it('exits 0 in time also when a provider takes longer to answer than a stop may', () =>
    withFolder(async DATA_DIR => {
      const product = await untilReady(await spawnProduct({ DATA_DIR, PROVIDER_TIMEOUT_MS: '60000' }, 'npm start'));
      const provider = providerClient(product.providerUrl);
      await provider.addFault({ operation: 'authorize', fault: 'hang', times: 1, delay_ms: 60_000 });
      const merchant = merchantClient(product.url, await keyTold(product));
      const pay = { amount: 100, currency: 'EUR', payment_method: card(cards.visa), confirm: true };
      const cut = expect(merchant.createPayment(pay)).rejects.toThrow();
      await eventually(async () => (await provider.books()).length === 1);
      process.kill(pidOf(product), 'SIGTERM');
      await cut;
      await expectCleanEnd(product, DATA_DIR);
    }));

  it.each([
    ['PostgreSQL makes its files', /initdb/],
    ['PostgreSQL starts', /postgres -D/],
    ['the sandbox provider starts', /sandbox-psp/],
  ])('exits 0 and leaves no process when stopped twice while %s', (_, moment) =>
    withFolder(async DATA_DIR => {
      const product = await spawnProduct({ DATA_DIR }, 'npm start');
      const begun = async () => (await leftOn(DATA_DIR)).some(({ command }) => moment.test(command));
      await eventually(begun);
      process.kill(-pidOf(product), 'SIGTERM');
      process.kill(-pidOf(product), 'SIGINT');
      await expectCleanEnd(product, DATA_DIR);
      // On a machine that is slow to look, it may have been ready by then.
      expect([[], [`ready ${product.url}`]]).toContainEqual(linesOf(product).plain);
    }),
  );

  it('exits 0 when stopped while it waits for its database', () =>
    withFolder(async DATA_DIR => {
      const tried = createServer(socket => socket.destroy()).listen(0, '127.0.0.1');
      await once(tried, 'listening');
      const { port } = tried.address() as AddressInfo;
      const product = await spawnProduct(
        { DATA_DIR, DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/db` },
        'npm start',
      );
      await once(tried, 'connection');
      process.kill(-pidOf(product), 'SIGTERM');
      await expectCleanEnd(product, DATA_DIR);
      tried.close();
    }));
});
