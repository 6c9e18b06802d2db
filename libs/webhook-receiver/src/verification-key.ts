import { createHmac, createPublicKey, createSecretKey, timingSafeEqual, verify } from 'node:crypto';

/** Checks one signature, written as in the header after its version, over what was signed. */
export interface VerificationKey {
  readonly version: 'v1' | 'v1a';
  verifies(signature: string, content: Buffer): boolean;
}

/** SubjectPublicKeyInfo (RFC 8410 §4) of an ed25519 key, up to its 32 bytes. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_BYTES = 32;

/** Standard Webhooks: between 192 and 512 bits. */
const SECRET_BYTES = { min: 24, max: 64 };

const isSame = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const secretKey = (bytes: Buffer): VerificationKey => {
  if (bytes.length < SECRET_BYTES.min || bytes.length > SECRET_BYTES.max)
    throw new TypeError(`whsec_ must be followed by ${SECRET_BYTES.min} to ${SECRET_BYTES.max} bytes in base64`);
  const key = createSecretKey(bytes);
  const verifies = (signature: string, content: Buffer): boolean =>
    isSame(signature, createHmac('sha256', key).update(content).digest('base64'));
  return { version: 'v1', verifies };
};

const publicKey = (bytes: Buffer): VerificationKey => {
  if (bytes.length !== PUBLIC_BYTES) throw new TypeError(`whpk_ must be followed by ${PUBLIC_BYTES} bytes in base64`);
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
  const verifies = (signature: string, content: Buffer): boolean =>
    verify(null, content, key, Buffer.from(signature, 'base64'));
  return { version: 'v1a', verifies };
};

/** Reads `whsec_…`, the secret of an endpoint, or `whpk_…`, a public key. @throws TypeError which does not show it */
export const readKey = (text: string): VerificationKey => {
  const bytes = Buffer.from(text.slice(text.indexOf('_') + 1), 'base64');
  if (text.startsWith('whsec_')) return secretKey(bytes);
  if (text.startsWith('whpk_')) return publicKey(bytes);
  throw new TypeError('A key begins with whsec_ or whpk_');
};
