import { setImmediate } from 'node:timers/promises';
import type { AppendResult } from '../event-store.ts';
import { AppendOutcomeUnknown } from '../event-store-errors.ts';
import type { EncodedAppend } from '../encode-append.ts';

const MAX_APPENDS = 64;
const MAX_SIZE = 1 << 20;

/** One call of `append`, answered when each of its appends is. */
interface Call {
  readonly results: AppendResult[];
  unanswered: number;
  readonly resolve: (results: readonly AppendResult[]) => void;
  readonly reject: (reason: unknown) => void;
}

interface Waiting {
  readonly append: EncodedAppend;
  readonly call: Call;
  readonly index: number;
}

/** Group commit: what waits while a group is being committed is the next group. */
export class AppendQueue {
  private readonly waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private settling: Promise<void> | undefined;
  /** So many of the next appends go one by one: they were a group that failed. */
  private oneByOne = 0;

  constructor(private readonly commit: (group: readonly EncodedAppend[]) => Promise<readonly AppendResult[]>) {}

  add(appends: readonly EncodedAppend[]): Promise<readonly AppendResult[]> {
    if (appends.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const call = { results: [], unanswered: appends.length, resolve, reject };
      appends.forEach((append, index) => this.waiting.push({ append, call, index }));
      this.writing ??= this.write();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.writing;
  }

  /** Resolves when the group that is being committed now is, or has failed. */
  async settled(): Promise<void> {
    await this.settling;
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      // Whoever was just answered may append again, and be in this group.
      await setImmediate();
      this.settling = this.settle(this.takeGroup());
      await this.settling;
      this.settling = undefined;
    }
    this.writing = undefined;
  }

  private takeGroup(): readonly Waiting[] {
    const most = this.oneByOne > 0 ? 1 : MAX_APPENDS;
    this.oneByOne = Math.max(0, this.oneByOne - 1);
    let count = 0;
    let size = 0;
    for (const { append } of this.waiting) {
      size += append.size;
      if (count === most || (count > 0 && size > MAX_SIZE)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async settle(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.commit(group.map(({ append }) => append));
      results.forEach((result, index) => this.answer(group[index], result));
    } catch (error) {
      this.fail(group, error);
    }
  }

  private fail(group: readonly Waiting[], error: unknown): void {
    if (error instanceof AppendOutcomeUnknown) {
      // The database is out of reach: who waits behind the group fails with it, rather than each after the next.
      for (const { call } of [...group, ...this.waiting.splice(0)]) call.reject(error);
      this.oneByOne = 0;
    } else if (group.length > 1) {
      // Nothing was stored, for one append that the database does not take: it must not fail its neighbours.
      this.waiting.unshift(...group);
      this.oneByOne = group.length;
    } else for (const { call } of group) call.reject(error);
  }

  private answer(waiting: Waiting | undefined, result: AppendResult): void {
    if (!waiting) return;
    const { call, index } = waiting;
    call.results[index] = result;
    call.unanswered -= 1;
    if (call.unanswered === 0) call.resolve(call.results);
  }
}
