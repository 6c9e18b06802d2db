import { createHmac, createPrivateKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const SYMMETRIC = 'whsec_';
const ASYMMETRIC = 'whsk_';

/** An ed25519 seed, and the public key that may follow it. */
const SEED_BYTES = 32;

/** PKCS #8 (RFC 8410 §7) of an ed25519 private key, up to its seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key of an ed25519 seed of 32 bytes. */
export const ed25519KeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });

type Signer = (content: Buffer) => string;

const signerOf = (secret: string): Signer => {
  if (secret.startsWith(SYMMETRIC)) {
    const key = createSecretKey(secret.slice(SYMMETRIC.length), 'base64');
    return content => `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  }
  if (secret.startsWith(ASYMMETRIC)) {
    const key = ed25519KeyOf(Buffer.from(secret.slice(ASYMMETRIC.length), 'base64').subarray(0, SEED_BYTES));
    return content => `v1a,${sign(null, content, key).toString('base64')}`;
  }
  throw new TypeError(`A webhook secret begins with ${SYMMETRIC} or ${ASYMMETRIC}`);
};

/** To read an ed25519 key takes as long as to sign. */
const signers = new LRUCache<string, Signer>({ max: 1_000, memoMethod: signerOf });

/**
 * The `webhook-signature` header: a signature for each secret, in their order (Standard Webhooks 1.0.0). `whsec_…`, base64 of
 * 24 to 64 bytes, makes a `v1` (HMAC-SHA256); `whsk_…`, base64 of an ed25519 seed and public key, a `v1a`.
 * @throws TypeError for another kind of secret
 */
export const signatures = (secrets: readonly string[], id: string, timestampS: number, body: Buffer): string => {
  const content = Buffer.concat([Buffer.from(`${id}.${timestampS}.`), body]);
  return secrets.map(secret => signers.memo(secret)(content)).join(' ');
};
