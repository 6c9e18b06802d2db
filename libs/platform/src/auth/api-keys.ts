import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { migrate } from '../postgres/migrate.ts';
import type { Schema } from '../postgres/standing.ts';
import { inTransaction } from '../postgres/transaction.ts';
import { callerOf, hashOf, isApiKey } from './api-key.ts';
import type { Caller } from './api-key.ts';

/** The tables of merchants and their keys. */
export const merchantsSchema: Schema = { name: 'platform', migrations: new URL('./migrations/', import.meta.url) };

/** How long another process' change of a key may stay unseen here. */
const REMEMBERED_MS = 60_000;

interface Row {
  readonly merchant_id: string;
  readonly key_id: string;
}

/** The secret API keys, kept as hashes only. */
export class ApiKeys {
  private readonly callers = new LRUCache<string, Caller>({ max: 10_000, ttl: REMEMBERED_MS });

  /** The tables must be there. */
  constructor(private readonly pool: Pool) {}

  /** Brings the tables up to date. */
  static async open(pool: Pool): Promise<ApiKeys> {
    await migrate(pool, merchantsSchema.name, merchantsSchema.migrations);
    return new ApiKeys(pool);
  }

  /** True before the first key is registered. */
  async isEmpty(): Promise<boolean> {
    const { rowCount } = await this.pool.query('select from platform.api_keys limit 1');
    return rowCount === 0;
  }

  /** Makes each key its own merchant; a key that is known keeps its merchant, and takes the name given. */
  async register(entries: readonly { readonly key: string; readonly merchantName: string }[]): Promise<void> {
    await inTransaction(this.pool, async client => {
      for (const { key, merchantName } of entries) {
        const keyHash = hashOf(key);
        const { merchantId, keyId } = callerOf(keyHash);
        await client.query(
          'insert into platform.merchants (id, name) values ($1, $2) on conflict (id) do update set name = excluded.name',
          [merchantId, merchantName],
        );
        await client.query(
          'insert into platform.api_keys (key_hash, key_id, merchant_id) values ($1, $2, $3) on conflict do nothing',
          [Buffer.from(keyHash, 'hex'), keyId, merchantId],
        );
      }
    });
  }

  /** Who the key speaks for: at once when it was asked for lately, null when nobody. */
  find(key: string): Caller | null | Promise<Caller | null> {
    if (!isApiKey(key)) return null;
    const keyHash = hashOf(key);
    return this.callers.get(keyHash) ?? this.read(keyHash);
  }

  private async read(keyHash: string): Promise<Caller | null> {
    const { rows } = await this.pool.query<Row>({
      name: 'platform.find_api_key',
      text: 'select merchant_id, key_id from platform.api_keys where key_hash = $1',
      values: [Buffer.from(keyHash, 'hex')],
    });
    const [row] = rows;
    if (row === undefined) return null;
    const caller = { merchantId: row.merchant_id, keyId: row.key_id };
    this.callers.set(keyHash, caller);
    return caller;
  }
}
