/** How long an instance that failed is asked last only, milliseconds. */
const LEFT_OUT_MS = 2_000;

/** The instances of one service, by their URLs: asked in turn, and one that failed lately after all others. */
export class Instances {
  private readonly outUntil = new Map<string, number>();
  private turn = 0;

  constructor(
    /** The service's name, also that of its process. */
    readonly service: string,
    readonly urls: readonly string[],
  ) {}

  /** All of them, in the order in which to try them now. */
  inTurn(): readonly string[] {
    const first = this.turn++ % Math.max(this.urls.length, 1);
    const order = [...this.urls.slice(first), ...this.urls.slice(0, first)];
    const now = performance.now();
    const isOut = (url: string): boolean => (this.outUntil.get(url) ?? 0) > now;
    return [...order.filter(url => !isOut(url)), ...order.filter(isOut)];
  }

  /** Each as if it were alone. */
  each(): readonly Instances[] {
    return this.urls.map(url => new Instances(this.service, [url]));
  }

  leaveOut(url: string): void {
    this.outUntil.set(url, performance.now() + LEFT_OUT_MS);
  }
}
