/** How far the log is done although events finish in any order: nothing at or before `position` is undone. */
export class LowWaterMark {
  private readonly undone = new Set<{ readonly before: bigint }>();

  constructor(private seen: bigint) {}

  get position(): bigint {
    const [oldest] = this.undone;
    return oldest ? oldest.before : this.seen;
  }

  get undoneCount(): number {
    return this.undone.size;
  }

  /** Takes the next event of the log in hand; the answer is called when it is done. */
  begin(position: bigint): () => void {
    const event = { before: this.seen };
    this.seen = position;
    this.undone.add(event);
    return () => this.undone.delete(event);
  }

  /** Up to here there is no further event to do. */
  reach(position: bigint): void {
    this.seen = position;
  }
}
