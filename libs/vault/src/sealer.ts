import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

const KEY_ID_BYTES = 4;
const NONCE_BYTES = 24;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** The id of the key that something is sealed under: see `Sealer`. */
export const keyIdOf = (sealed: Buffer): string => sealed.toString('hex', 0, KEY_ID_BYTES);

/** What was sealed cannot be opened: another vault key, another `aad`, or changed bytes. Says nothing of the content. */
export class CannotOpen extends Error {}

/**
 * Authenticated encryption and keyed hashes under one key, of which every use has a subkey of its own (HKDF).
 * Sealed bytes: key id (4) | nonce (24) | tag (16) | ciphertext; the key id says which key a rotation must still keep.
 */
export class Sealer {
  /** First 8 hex digits of the key's SHA-256. */
  readonly keyId: string;
  private readonly sealing: KeyObject;
  private readonly macKeys = new Map<string, KeyObject>();

  constructor(private readonly vaultKey: Buffer) {
    this.keyId = createHash('sha256')
      .update(vaultKey)
      .digest('hex')
      .slice(0, 2 * KEY_ID_BYTES);
    this.sealing = this.subkey('seal');
  }

  /** AES-256-GCM. `aad` says where the result belongs: it opens only with the same. */
  seal(plaintext: Buffer | string, aad: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.messageKey(nonce), nonce.subarray(-IV_BYTES)).setAAD(
      Buffer.from(aad),
    );
    const ciphertext = [cipher.update(plaintext), cipher.final()];
    return Buffer.concat([Buffer.from(this.keyId, 'hex'), nonce, cipher.getAuthTag(), ...ciphertext]);
  }

  /** @throws CannotOpen */
  open(sealed: Buffer, aad: string): Buffer {
    const keyId = keyIdOf(sealed);
    if (keyId !== this.keyId)
      throw new CannotOpen(
        `Sealed under the vault key ${keyId}, not under this one (${this.keyId}): restore VAULT_KEY`,
      );
    const nonce = sealed.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.messageKey(nonce), nonce.subarray(-IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(KEY_ID_BYTES + NONCE_BYTES, HEADER_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]);
    } catch {
      // The cipher's own error says less than this one.
      throw new CannotOpen('The sealed bytes were changed, or belong elsewhere');
    }
  }

  /** HMAC-SHA256 of `data` under the subkey of `purpose` (a constant of the code's). */
  mac(purpose: string, data: string): Buffer {
    let key = this.macKeys.get(purpose);
    if (!key) this.macKeys.set(purpose, (key = this.subkey(`mac ${purpose}`)));
    return createHmac('sha256', key).update(data).digest();
  }

  /** A key for each message: with random 96-bit nonces, one key for all would be safe for 2^32 messages only. */
  private messageKey(nonce: Buffer): Buffer {
    return createHmac('sha256', this.sealing).update(nonce.subarray(0, -IV_BYTES)).digest();
  }

  private subkey(use: string): KeyObject {
    return createSecretKey(Buffer.from(hkdfSync('sha256', this.vaultKey, '', `counterfoil ${use}`, 32)));
  }
}
