/** What one kind of step took, milliseconds. */
export class Latencies {
  private readonly samples: number[] = [];

  async time<T>(step: () => Promise<T>): Promise<T> {
    const begin = performance.now();
    const result = await step();
    this.samples.push(performance.now() - begin);
    return result;
  }

  get count(): number {
    return this.samples.length;
  }

  /** `share` from 0 to 1; NaN without samples. */
  percentile(share: number): number {
    const sorted = Float64Array.from(this.samples).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  }
}
