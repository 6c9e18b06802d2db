import { card, cards, eventually, merchantClient, spawnProduct, startProduct, untilReady } from '@counterfoil/testing';
import { keysTold, keyTold, leftOn, linesOf, processOn, withFolder } from './starting.ts';

const npmStart = async (DATA_DIR: string) =>
  untilReady(await spawnProduct({ DATA_DIR, LOG_LEVEL: 'info' }, 'npm start'));

const pay = { amount: 12_500, currency: 'TRY', payment_method: card(cards.visa), confirm: true };

describe('the product', () => {
  it('starts from nothing, and keeps payments and its one API key over a stop and over kill -9 of all its processes', () =>
    withFolder(async DATA_DIR => {
      const first = await npmStart(DATA_DIR);
      const key = await keyTold(first);
      const { body } = await merchantClient(first.url, key).createPayment(pay);
      expect(body.confirmResult).toMatchObject({ paymentStatus: 'SUCCEEDED' });
      expect(linesOf(first)).toMatchObject({ plain: [`ready ${first.url}`] });
      expect(await first.stop()).toBe(0);
      expect(await leftOn(DATA_DIR)).toEqual([]);

      const second = await npmStart(DATA_DIR);
      const postgres = await processOn(DATA_DIR, 'bin/postgres -D');
      await second.kill();
      process.kill(postgres, 'SIGKILL');

      const third = await npmStart(DATA_DIR);
      expect([keysTold(first), keysTold(second), keysTold(third)]).toEqual([[key], [], []]);
      const kept = await merchantClient(third.url, key).getPayment(body.payment.id);
      expect(kept.body.payment).toEqual(body.payment);
      expect(await third.stop()).toBe(0);
      expect(await leftOn(DATA_DIR)).toEqual([]);
    }));

  it('needs no help after kill -9 of its process group, and ends what that left', () =>
    withFolder(async DATA_DIR => {
      const killed = await npmStart(DATA_DIR);
      const orphan = await processOn(DATA_DIR, 'bin/postgres -D');
      await killed.kill();
      const { PORT, SANDBOX_PSP_PORT } = portsOf(killed);
      const next = await startProduct({ DATA_DIR, PORT, SANDBOX_PSP_PORT });
      expect(await processOn(DATA_DIR, 'bin/postgres -D')).not.toBe(orphan);
      expect(await next.stop()).toBe(0);
      await eventually(async () => (await leftOn(DATA_DIR)).length === 0);
    }));
});

const portsOf = ({ url, providerUrl }: { readonly url: string; readonly providerUrl: string }) => ({
  PORT: new URL(url).port,
  SANDBOX_PSP_PORT: new URL(providerUrl).port,
});
