import { createHash, createPublicKey } from 'node:crypto';
import type { Sealer } from '@counterfoil/vault';
import { ed25519KeyOf } from './signatures.ts';

/** A public key in a JSON Web Key Set (RFC 7517, RFC 8037), and as Standard Webhooks writes it. */
export interface WebhookKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  /** base64url of its 32 bytes. */
  readonly x: string;
  /** `whpk_…` */
  readonly public_key: string;
}

/** What `/.well-known/webhook-keys.json` holds. */
export interface WebhookKeySet {
  readonly keys: readonly WebhookKey[];
}

/** The ed25519 key that this installation signs its webhooks with: it follows from `VAULT_KEY`, so that there is nothing to keep or to lose. */
const seedOf = (sealer: Sealer): Buffer => sealer.mac('webhook-signing-key', '');

const publicBytes = (seed: Buffer): Buffer => {
  const { x = '' } = createPublicKey(ed25519KeyOf(seed)).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
};

/** The installation's key as a secret for `signatures`: `whsk_…`. */
export const signingKey = (sealer: Sealer): string => {
  const seed = seedOf(sealer);
  return `whsk_${Buffer.concat([seed, publicBytes(seed)]).toString('base64')}`;
};

/** What receivers verify `v1a` signatures with. */
export const webhookKeySet = (sealer: Sealer): WebhookKeySet => {
  const key = publicBytes(seedOf(sealer));
  const x = key.toString('base64url');
  const thumbprint = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x });
  const kid = createHash('sha256').update(thumbprint).digest('base64url');
  const public_key = `whpk_${key.toString('base64')}`;
  return { keys: [{ kid, kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x, public_key }] };
};
