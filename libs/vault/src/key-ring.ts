import type { Pool } from 'pg';
import { CannotOpen, keyIdOf, Sealer } from './sealer.ts';

/** The database was first used with another `VAULT_KEY`. */
export class WrongVaultKey extends Error {}

/** What a process knows of `vault.keys`. */
interface Known {
  /** When it began to read, of `performance.now()`. */
  readonly readAt: number;
  readonly newest: Sealer;
}

interface KeyRow {
  readonly id: string;
  readonly sealed_key: Buffer;
}

/** Before it seals, a process reads the keys again when it did so longer ago than this, milliseconds. */
const FRESH_MS = 1_000;

/** What was committed this soon after the keys were read is found by a rotation before it deletes one, milliseconds. */
const LEASE_MS = 2_000;

/** A rotation waits this long after it made a key, before it looks for the last time for what older ones sealed. */
export const SETTLE_MS = 2_500;

/** Belongs to the check value of `vault.root`. */
const CHECK = 'vault root';

/** Where a data key belongs. */
export const keyBelongsTo = (id: string): string => `vault key ${id}`;

/**
 * The keys of a database: macs are made under `VAULT_KEY` for ever; content is sealed under the newest data key, without
 * any under `VAULT_KEY`. Other processes may add and delete data keys at any time (rotation.ts).
 */
export class KeyRing {
  private known: Known | undefined;
  private reading: Promise<Known> | undefined;
  /** Never forgets one: what is sealed may have been read before its key was deleted. */
  private readonly sealers: Map<string, Sealer>;

  constructor(
    private readonly pool: Pool,
    readonly root: Sealer,
  ) {
    this.sealers = new Map([[root.keyId, root]]);
  }

  /** The ring of a database that has the vault's tables; its first use settles its `VAULT_KEY`. @throws WrongVaultKey */
  static async open(pool: Pool, root: Sealer): Promise<KeyRing> {
    const insert = 'insert into vault.root (sealed_check) values ($1) on conflict do nothing';
    await pool.query(insert, [root.seal('', CHECK)]);
    const { rows } = await pool.query<{ sealed_check: Buffer }>('select sealed_check from vault.root');
    for (const { sealed_check: check } of rows) assertOpens(root, check);
    const ring = new KeyRing(pool, root);
    await ring.read();
    return ring;
  }

  /** HMAC-SHA256 under the subkey of `purpose`; no rotation changes it. */
  mac(purpose: string, data: string): Buffer {
    return this.root.mac(purpose, data);
  }

  /**
   * Seals, and has `write` commit the sealed bytes. It is called again, with others, when a rotation has deleted the key
   * meanwhile. Resolves with what it returned last.
   */
  async keep<T>(plaintext: Buffer | string, aad: string, write: (sealed: Buffer) => Promise<T>): Promise<T> {
    for (;;) {
      const { newest } = await this.fresh();
      const written = await write(newest.seal(plaintext, aad));
      if (await this.isThere(newest.keyId)) return written;
      this.known = undefined;
    }
  }

  /** @throws CannotOpen */
  async open(sealed: Buffer, aad: string): Promise<Buffer> {
    const id = keyIdOf(sealed);
    if (!this.sealers.has(id)) await this.read();
    return (this.sealers.get(id) ?? this.root).open(sealed, aad);
  }

  private async fresh(): Promise<Known> {
    if (this.known && performance.now() - this.known.readAt < FRESH_MS) return this.known;
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async read(): Promise<Known> {
    const readAt = performance.now();
    const { rows } = await this.pool.query<KeyRow>('select id, sealed_key from vault.keys order by number');
    for (const row of rows) if (!this.sealers.has(row.id)) this.sealers.set(row.id, openKey(this.root, row));
    const known = { readAt, newest: this.sealers.get(rows.at(-1)?.id ?? this.root.keyId) ?? this.root };
    if (!this.known || this.known.readAt < readAt) this.known = known;
    return known;
  }

  /** Whether a rotation will find what was committed under this key until now. */
  private async isThere(keyId: string): Promise<boolean> {
    if (keyId === this.root.keyId) return true;
    const { newest, readAt } = await this.fresh();
    if (newest.keyId === keyId && performance.now() - readAt < LEASE_MS) return true;
    // The lock waits for a rotation that is deleting it.
    const text = 'select from vault.keys where id = $1 for key share';
    return (await this.pool.query(text, [keyId])).rowCount === 1;
  }
}

const openKey = (root: Sealer, { id, sealed_key: key }: KeyRow): Sealer => new Sealer(root.open(key, keyBelongsTo(id)));

const assertOpens = (root: Sealer, check: Buffer): void => {
  try {
    root.open(check, CHECK);
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    const ids = `${keyIdOf(check)}, not ${root.keyId}`;
    throw new WrongVaultKey(`the database belongs to another key (${ids}): restore it, or name another database`);
  }
};
