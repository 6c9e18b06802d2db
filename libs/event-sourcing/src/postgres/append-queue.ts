import { setImmediate } from 'node:timers/promises';
import type { AppendResult } from '../event-store.ts';
import { AppendOutcomeUnknown } from '../event-store-errors.ts';
import type { EncodedAppend } from './encode-append.ts';

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

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      // Whoever was just answered may append again, and be in this group.
      await setImmediate();
      await this.settle(this.takeGroup());
    }
    this.writing = undefined;
  }

  private takeGroup(): readonly Waiting[] {
    let count = 0;
    let size = 0;
    for (const { append } of this.waiting) {
      size += append.size;
      if (count === MAX_APPENDS || (count > 0 && size > MAX_SIZE)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async settle(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.commit(group.map(({ append }) => append));
      results.forEach((result, index) => this.answer(group[index], result));
    } catch (error) {
      // Nothing of the group was stored. One append that the database cannot take must not fail its neighbours.
      if (group.length > 1 && !(error instanceof AppendOutcomeUnknown))
        for (const one of group) await this.settle([one]);
      else for (const { call } of this.failing(group, error)) call.reject(error);
    }
  }

  /** While the database is out of reach, those that wait behind the group fail with it rather than each after the next. */
  private failing(group: readonly Waiting[], error: unknown): readonly Waiting[] {
    return error instanceof AppendOutcomeUnknown ? [...group, ...this.waiting.splice(0)] : group;
  }

  private answer(waiting: Waiting | undefined, result: AppendResult): void {
    if (!waiting) return;
    const { call, index } = waiting;
    call.results[index] = result;
    call.unanswered -= 1;
    if (call.unanswered === 0) call.resolve(call.results);
  }
}
