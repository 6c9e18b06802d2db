// `npm run demo`: starts a product of its own in a temporary folder and plays merchant and payer against it.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { merchantClient, payerClient, startProduct } from '@counterfoil/testing';
import { narrator } from './demo/narrator.ts';
import { stories } from './demo/stories.ts';

const tell = narrator(console.log);
const apiKey = `sk_test_${randomBytes(16).toString('hex')}`;
const dataDir = await mkdtemp(join(tmpdir(), 'counterfoil-demo-'));
tell.begins('Counterfoil starts, on an embedded PostgreSQL and the sandbox provider …');
const product = await startProduct({ DATA_DIR: dataDir, SANDBOX_API_KEY: `${apiKey}:Anvils & Sons`, TEST_CLOCK: '1' });
try {
  const merchant = merchantClient(product.url, apiKey);
  const cast = { merchant, payer: payerClient(product.url), tell };
  for (const story of stories) {
    tell.begins(story.title);
    const paymentId = await story.play(cast);
    tell.timeline(paymentId, (await merchant.timeline(paymentId, { limit: 100 })).body.data);
  }
  tell.begins('That was all. `npm start` starts it for you; its API is at /docs.');
} finally {
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
}
