import { randomBytes } from 'node:crypto';
import { betaConnector } from '@counterfoil/providers';
import { cards, eventually } from '@counterfoil/testing';
import { Sealer } from '@counterfoil/vault';
import { runProduct, type RunningProduct } from './running-product.ts';

const vaultKey = randomBytes(32);
let running: RunningProduct;

beforeAll(async () => {
  running = await runProduct({ VAULT_KEY: vaultKey.toString('base64') });
});
afterAll(() => running.stop());

it.each(['alpha', 'beta'])('news of %s is heard only when it is signed', async provider => {
  const url = `${running.product.url}/v1/providers/${provider}/callbacks`;
  const forged = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":"cb_1","reference":"ch_1"}',
  });
  expect(forged.status).toBe(401);
});

it('what beta sends is kept, whoever asked beta', async () => {
  const sealer = new Sealer(vaultKey);
  const beta = betaConnector({
    baseUrl: running.product.providerUrl,
    secretKey: sealer.mac('sandbox-provider-key', '').toString('hex'),
    callbackSecret: '',
    timeoutMs: 5_000,
  });
  const outcome = await beta.authorize({
    ...{ reference: 'ch_of_beta', amount: 1_250n, currency: 'BHD', capture: true, challenge: false },
    card: { number: cards.visa, expMonth: 12, expYear: 2099, cvc: null },
    returnUrl: running.product.url,
    callbackUrl: `${running.product.url}/v1/providers/beta/callbacks`,
  });
  expect(outcome).toMatchObject({ type: 'approved' });
  await eventually(async () => {
    const { rows } = await running.database.pool.query<{ provider: string }>(
      `select data ->> 'provider' as provider from event_log.events
       where type = 'ProviderCallbackReceived' and data ->> 'reference' = 'ch_of_beta'`,
    );
    return rows[0]?.provider === 'beta';
  });
});
