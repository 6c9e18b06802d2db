interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One statement at a time: what is asked for while it is under way goes into the next, all together. Nobody waits for
 * company, and under load many share a round trip and a commit. Each gets its own result; an error goes to all of a
 * batch.
 */
export class StatementBatch<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private underWay = false;

  /** `run` answers one result for each item, in order. */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly max = 100,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.underWay) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.underWay = true;
    while (this.waiting.length > 0) await this.runNext(this.waiting.splice(0, this.max));
    this.underWay = false;
  }

  private async runNext(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    }
  }
}
