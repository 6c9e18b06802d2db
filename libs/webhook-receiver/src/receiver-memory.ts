import type { WebhookEvent } from './webhook-event.ts';

/**
 * What a receiver remembers of what it has handled. Kept in your database, in the transaction of the effect, it makes every event take
 * effect once, also over crashes and among several processes.
 */
export interface ReceiverMemory {
  isHandled(eventId: string): boolean | Promise<boolean>;
  /** The highest `sequence` handled of a payment; 0 when there is none. */
  lastSequence(paymentId: string): number | Promise<number>;
  /** Called once the handler has succeeded. */
  handled(event: WebhookEvent): void | Promise<void>;
}

/** A map that forgets what was set longest ago. */
class RecentMap<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly max: number) {}

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.max && oldest !== undefined) this.entries.delete(oldest);
  }
}

const MAX = 100_000;

/** Remembers the last 100,000 (`max`) events and payments, of one process, until it ends. */
export class InMemory implements ReceiverMemory {
  private readonly events: RecentMap<true>;
  private readonly sequences: RecentMap<number>;

  constructor(max = MAX) {
    this.events = new RecentMap(max);
    this.sequences = new RecentMap(max);
  }

  isHandled(eventId: string): boolean {
    return this.events.get(eventId) === true;
  }

  lastSequence(paymentId: string): number {
    return this.sequences.get(paymentId) ?? 0;
  }

  handled({ id, paymentId, sequence }: WebhookEvent): void {
    this.events.set(id, true);
    if (paymentId === null || sequence === null) return;
    this.sequences.set(paymentId, Math.max(sequence, this.lastSequence(paymentId)));
  }
}
