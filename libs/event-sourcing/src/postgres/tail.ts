import type { LogBatch, LogFilter } from '../event-store.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { recordedEvent, type EventRow } from './event-row.ts';

export const TAIL_EVENTS = 2_048;
/** In characters of JSON. */
const MAX_SIZE = 32 << 20;
/** With so many too many it forgets them together: to forget moves all that is kept. */
const FORGET_EVENTS = 256;

/** An event as it came, parsed when somebody first wants it: most processes want few of what others append. */
class Kept {
  readonly category: string;
  readonly type: string;
  readonly size: number;
  /** Its row until then. */
  private held: EventRow | RecordedEvent;

  constructor(row: EventRow) {
    const [, stream, , , type, data, metadata] = row;
    this.category = stream.slice(0, stream.indexOf('-'));
    this.type = type;
    this.size = data.length + metadata.length;
    this.held = row;
  }

  get event(): RecordedEvent {
    if (Array.isArray(this.held)) this.held = recordedEvent(this.held);
    return this.held;
  }
}

/**
 * The latest events, parsed once at most and shared by every subscription of the process: who keeps up asks the database nothing.
 * Without gaps up to `head`, which is also how far the log is known to reach.
 */
export class Tail {
  private kept: Kept[] = [];
  private size = 0;
  private readonly listeners = new Set<() => void>();
  private ended = false;

  constructor(private last: bigint) {}

  get head(): bigint {
    return this.last;
  }

  /** No more will come. */
  get closed(): boolean {
    return this.ended;
  }

  close(): void {
    this.ended = true;
    this.tell();
  }

  /** Calls back when `head` has moved or the tail was closed, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes the rows that follow on `head`, ignores those it has, and stops at a gap. */
  push(rows: readonly EventRow[]): void {
    const before = this.last;
    for (const row of rows) {
      const position = BigInt(row[0]);
      if (position > this.last + 1n) break;
      if (position === this.last + 1n) this.keep(row, position);
    }
    this.forget();
    if (this.last > before) this.tell();
  }

  /** Forgets everything and stands at `position`, for when too much was missed to be worth fetching. */
  restartAt(position: bigint): void {
    this.kept = [];
    this.size = 0;
    this.last = position;
    this.tell();
  }

  /** Whether every event after `position` is here. */
  covers(position: bigint): boolean {
    return position >= this.last - BigInt(this.kept.length);
  }

  /** The next matching events after `after`, at most `limit`. Only where it `covers(after)`, which is before `head`. */
  read(after: bigint, { categories, types }: LogFilter, limit: number): LogBatch {
    const events: RecordedEvent[] = [];
    const first = Math.max(0, this.kept.length - Number(this.last - after));
    for (let index = first; index < this.kept.length; index += 1) {
      const kept = this.kept[index] as Kept;
      if (categories && !categories.includes(kept.category)) continue;
      if (types && !types.includes(kept.type)) continue;
      events.push(kept.event);
      if (events.length === limit) return { events, position: kept.event.position };
    }
    return { events, position: this.last };
  }

  private keep(row: EventRow, position: bigint): void {
    const kept = new Kept(row);
    this.kept.push(kept);
    this.size += kept.size;
    this.last = position;
  }

  private forget(): void {
    if (this.kept.length < TAIL_EVENTS + FORGET_EVENTS && this.size <= MAX_SIZE) return;
    let count = 0;
    while (this.kept.length - count > TAIL_EVENTS || this.size > MAX_SIZE) {
      this.size -= this.kept[count]?.size ?? 0;
      count += 1;
    }
    if (count > 0) this.kept.splice(0, count);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
