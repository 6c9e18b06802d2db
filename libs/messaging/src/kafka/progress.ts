import { LowWaterMark } from '@counterfoil/event-sourcing';

/** What a group may go on after; `done` is called when the broker has it. */
export interface Commit {
  readonly offset: { readonly topic: string; readonly partition: number; readonly offset: string };
  readonly done: () => void;
}

/** How far a group is in one partition while it holds it. */
export class Progress {
  private readonly mark: LowWaterMark;
  private last: bigint;
  private committed: bigint;

  /** `offset`: the first that was read. */
  constructor(
    readonly topic: string,
    readonly partition: number,
    offset: bigint,
  ) {
    this.last = this.committed = offset - 1n;
    this.mark = new LowWaterMark(this.last);
  }

  /** False for what was in hand before: after a failure the client fetches it again. */
  isNew(offset: bigint): boolean {
    return offset > this.last;
  }

  /** Takes a message in hand; the answer is called when it is done. */
  begin(offset: bigint): () => void {
    this.last = offset;
    return this.mark.begin(offset);
  }

  /** A message that asks for nothing. */
  pass(offset: bigint): void {
    this.last = offset;
    this.mark.reach(offset);
  }

  /** The offset to commit, the next one to read; null when that is committed. */
  toCommit(): Commit | null {
    const { position } = this.mark;
    if (position === this.committed) return null;
    const offset = { topic: this.topic, partition: this.partition, offset: String(position + 1n) };
    return { offset, done: () => (this.committed = position) };
  }
}
