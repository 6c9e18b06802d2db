import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';

const REMEMBERED_MS = 60_000;

/** What is known of the merchants. Needs the tables that `ApiKeys.open` brings. */
export class Merchants {
  private readonly names = new LRUCache<string, string>({ max: 10_000, ttl: REMEMBERED_MS });

  constructor(private readonly pool: Pool) {}

  /** The name that payers see; null for an unknown merchant. */
  async name(merchantId: string): Promise<string | null> {
    const remembered = this.names.get(merchantId);
    if (remembered !== undefined) return remembered;
    const { rows } = await this.pool.query<{ readonly name: string }>({
      name: 'platform.merchant_name',
      text: 'select name from platform.merchants where id = $1',
      values: [merchantId],
    });
    const [row] = rows;
    if (row !== undefined) this.names.set(merchantId, row.name);
    return row?.name ?? null;
  }
}
