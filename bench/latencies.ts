import { setTimeout as sleep } from 'node:timers/promises';

/** What is timed. */
export type Step = () => Promise<unknown>;

/** `share` from 0 to 1; NaN without samples. */
export const percentileOf = (samples: readonly number[], share: number): number => {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/** What one kind of step took, milliseconds. */
export class Latencies {
  private readonly samples: number[] = [];

  /** All of several runs. */
  static of(runs: readonly Latencies[]): Latencies {
    const all = new Latencies();
    for (const { samples } of runs) all.samples.push(...samples);
    return all;
  }

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
    return percentileOf(this.samples, share);
  }
}

/** So many steps a second, each at its time whether the one before is answered or not. */
export const atRate = async (steps: readonly Step[], perSecond: number): Promise<Latencies> => {
  const latencies = new Latencies();
  const begin = performance.now();
  const sent: Promise<unknown>[] = [];
  for (const [index, step] of steps.entries()) {
    await sleep(Math.max(0, begin + (index * 1_000) / perSecond - performance.now()));
    sent.push(latencies.time(step));
  }
  await Promise.all(sent);
  return latencies;
};
