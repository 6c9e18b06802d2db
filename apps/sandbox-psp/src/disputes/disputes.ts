import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Operation } from '../books/operation.ts';
import type { Callbacks } from '../callbacks/callbacks.ts';
import type { FaultQueue } from '../faults/fault-queue.ts';
import { markTold, openDisputes, untoldDisputes } from './dispute-book.ts';

/** How long after it paid a payer's bank disputes, milliseconds. */
const THINKS_MS = 1_000;

/** Opens disputes and tells of them. They are kept in the books, so that a later process tells what this one did not. */
export class Disputes {
  /** `<id> <status>` of the news under way. */
  readonly #telling = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly callbacks: Pick<Callbacks, 'announceDispute'>,
    private readonly faults: FaultQueue,
    private readonly closing: AbortSignal,
  ) {}

  /** The payer's bank hears of what was done, and may dispute it a little later. */
  consider({ operation, mandate }: Operation): void {
    if (operation !== 'capture' && !mandate?.isDisputedLater) return;
    pause(THINKS_MS, undefined, { signal: this.closing, ref: false })
      .then(() => this.open())
      // The process ends, or its database does: the next one begins with what is left.
      .catch(() => undefined);
  }

  /** Opens what is to be disputed, and tells of it. */
  async open(): Promise<void> {
    await openDisputes(this.pool, new Date());
    await this.tell();
  }

  /** Sends the news that was not heard yet; it resolves before that is. */
  async tell(): Promise<void> {
    for (const dispute of await untoldDisputes(this.pool)) {
      const key = `${dispute.id} ${dispute.status}`;
      if (this.#telling.has(key)) continue;
      this.#telling.add(key);
      this.callbacks
        .announceDispute(dispute, this.faults.take(dispute.provider, 'dispute'))
        .then(() => markTold(this.pool, dispute))
        // Nobody listens, or the process ends: it stays to be told.
        .catch(() => undefined)
        .finally(() => this.#telling.delete(key));
    }
  }
}
