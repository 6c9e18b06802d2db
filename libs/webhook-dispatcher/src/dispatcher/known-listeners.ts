import { LRUCache } from 'lru-cache';
import type { Listener } from '../read-model/listeners.ts';

/** Merchants whose endpoints are remembered. */
const REMEMBERED = 10_000;

/** The endpoints of merchants to whom something happened lately, as the rows had them. */
export class KnownListeners {
  private readonly known = new LRUCache<string, readonly Listener[]>({ max: REMEMBERED });
  private asked = new Set<string>();
  private readonly learning = new Set<string>();

  /** Undefined when they are not known: they are with the next `learn`. */
  of(merchantId: string): readonly Listener[] | undefined {
    const listeners = this.known.get(merchantId);
    if (!listeners) this.asked.add(merchantId);
    return listeners;
  }

  /** They have changed: what is being learned of them is not right any more either. */
  forget(merchantId: string): void {
    this.known.delete(merchantId);
    this.learning.delete(merchantId);
  }

  /**
   * Learns of those that were asked about before now; `read` reads rows that hold all that the log holds now, and answers
   * undefined when they do not.
   */
  async learn(read: (merchantIds: readonly string[]) => Promise<readonly Listener[] | undefined>): Promise<void> {
    const asked = [...this.asked];
    this.asked = new Set();
    this.learning.clear();
    for (const merchantId of asked) this.learning.add(merchantId);
    const rows = await read(asked);
    if (!rows) return;
    const listeners = Map.groupBy(rows, ({ merchant_id }) => merchant_id);
    for (const merchantId of this.learning) this.known.set(merchantId, listeners.get(merchantId) ?? []);
  }
}
