import { hash, randomBytes } from 'node:crypto';
import { deriveId } from '../ids.ts';

const KEY = /^sk_test_[\w.~+/=-]{24,200}$/;

/** Whether it has the form of a secret API key: `sk_test_` and 24 to 200 characters of a bearer token (RFC 6750). */
export const isApiKey = (text: string): boolean => KEY.test(text);

/** A new secret API key of 192 bits. Show it once; only its hash is kept. */
export const newApiKey = (): string => `sk_test_${randomBytes(24).toString('hex')}`;

/** Who a key speaks for. */
export interface Caller {
  readonly merchantId: string;
  /** Names the key in events and logs: `key_` and 8 hex digits of its hash. */
  readonly keyId: string;
}

/**
 * A key's SHA-256, in hex. Keys are long random secrets, not passwords: nobody can guess one from its hash, so a slow
 * hash would protect nothing. Keys are looked up by hash, so the time it takes says nothing about any key.
 */
export const hashOf = (key: string): string => hash('sha256', key);

/** The caller that follows from a key's hash: the same after every restart. */
export const callerOf = (keyHash: string): Caller => ({
  merchantId: deriveId('mer', new Date(0), keyHash),
  keyId: `key_${keyHash.slice(0, 8)}`,
});
