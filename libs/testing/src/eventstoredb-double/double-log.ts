/** An event as its writer sent it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface StoredEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  /** As the server's: an offset in bytes, so that there are gaps between one event and the next. */
  readonly position: bigint;
  readonly createdMs: number;
}

export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;

/** `current` is -1 for a stream that does not exist. */
export type AppendOutcome =
  | { readonly status: 'appended'; readonly last: StoredEvent }
  | { readonly status: 'wrong_expected_version'; readonly current: number };

const RECORD_BYTES = 128;

/** What the server keeps on disk, kept in memory: every event in commit order, and those of each stream. */
export class DoubleLog {
  readonly all: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly waiting = new Set<() => void>();
  private end = 0n;

  constructor() {
    this.appendSystemEvent('$metadata');
  }

  streamOf(stream: string): readonly StoredEvent[] {
    return this.streams.get(stream) ?? [];
  }

  /** Appends all or nothing. Event ids that are there already, right after `expected`, are answered as the first time. */
  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): AppendOutcome {
    const stored = this.streams.get(stream) ?? [];
    const current = stored.length - 1;
    const asExpected =
      expected === 'any' ||
      (expected === 'no_stream' && current === -1) ||
      (expected === 'stream_exists' && current >= 0) ||
      expected === current;
    if (!asExpected) return this.repeated(stored, expected, events) ?? { status: 'wrong_expected_version', current };
    for (const event of events) stored.push(this.store({ ...event, stream, revision: stored.length }));
    this.streams.set(stream, stored);
    this.wake();
    const last = stored.at(-1);
    if (!last) throw new Error('an append without events');
    return { status: 'appended', last };
  }

  /** The servers write into their own log; who reads events of an application must pass them over. */
  appendSystemEvent(stream: string): void {
    const bytes = new TextEncoder().encode('{}');
    const event = { id: crypto.randomUUID(), type: '$event', contentType: 'application/json', data: bytes };
    this.append(stream, 'any', [{ ...event, metadata: bytes }]);
  }

  /** Index of the first event at or after `position`; undefined for a position where no record begins. */
  indexOf(position: bigint): number | undefined {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return this.all[low]?.position === position ? low : undefined;
  }

  /** Resolves when something was appended or `stopWaiting` was called. */
  changed(onWait: (stopWaiting: () => void) => void): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        this.waiting.delete(done);
        resolve();
      };
      this.waiting.add(done);
      onWait(done);
    });
  }

  private repeated(
    stored: readonly StoredEvent[],
    expected: Expected,
    events: readonly ProposedEvent[],
  ): AppendOutcome | undefined {
    const from = expected === 'no_stream' ? 0 : typeof expected === 'number' ? expected + 1 : stored.length;
    const there = stored.slice(from, from + events.length);
    const last = there.at(-1);
    return last && there.length === events.length && there.every(({ id }, index) => id === events[index]?.id)
      ? { status: 'appended', last }
      : undefined;
  }

  private store(event: Omit<StoredEvent, 'position' | 'createdMs'>): StoredEvent {
    const stored = { ...event, position: this.end, createdMs: Date.now() };
    this.end += BigInt(RECORD_BYTES + event.data.length + event.metadata.length);
    this.all.push(stored);
    return stored;
  }

  private wake(): void {
    for (const done of [...this.waiting]) done();
  }
}
