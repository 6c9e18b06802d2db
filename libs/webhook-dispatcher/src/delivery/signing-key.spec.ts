import { createPublicKey, verify } from 'node:crypto';
import { Sealer } from '@counterfoil/vault';
import { signatures } from './signatures.ts';
import { signingKey, webhookKeySet } from './signing-key.ts';

const sealer = new Sealer(Buffer.alloc(32, 1));

describe('the signing key of an installation', () => {
  it('signs what its published key verifies', () => {
    const body = Buffer.from('{}');
    const [version, signature = ''] = signatures([signingKey(sealer)], 'evt_1', 1_614_265_330, body).split(',');
    const [key] = webhookKeySet(sealer).keys;
    const published = createPublicKey({ key: { ...key }, format: 'jwk' });
    expect(version).toBe('v1a');
    expect(verify(null, Buffer.from('evt_1.1614265330.{}'), published, Buffer.from(signature, 'base64'))).toBe(true);
    expect(verify(null, Buffer.from('evt_2.1614265330.{}'), published, Buffer.from(signature, 'base64'))).toBe(false);
  });

  it('is published in both spellings, and never in secret', () => {
    const [key] = webhookKeySet(sealer).keys;
    const secret = signingKey(sealer);
    const bytes = Buffer.from(secret.slice('whsk_'.length), 'base64');
    expect(key?.public_key).toBe(`whpk_${bytes.subarray(32).toString('base64')}`);
    expect(key?.x).toBe(bytes.subarray(32).toString('base64url'));
    expect(JSON.stringify(webhookKeySet(sealer))).not.toContain(bytes.subarray(0, 32).toString('base64').slice(0, 20));
  });

  it('is the same after a restart, and another one under another vault key', () => {
    expect(signingKey(new Sealer(Buffer.alloc(32, 1)))).toBe(signingKey(sealer));
    expect(signingKey(new Sealer(Buffer.alloc(32, 2)))).not.toBe(signingKey(sealer));
  });
});
