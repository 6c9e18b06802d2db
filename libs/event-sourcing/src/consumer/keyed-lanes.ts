type Job = () => Promise<void>;

interface Lane {
  readonly jobs: Job[];
  readonly drained: Promise<void>;
}

/** Jobs of one key run one after the other, in the order they came; those of different keys side by side. */
export class KeyedLanes {
  private readonly lanes = new Map<string, Lane>();

  /** Once `signal` aborts, jobs not yet begun are dropped. `failed` hears of each job that throws. */
  constructor(
    private readonly signal: AbortSignal,
    private readonly failed: (error: unknown) => void,
  ) {}

  add(key: string, job: Job): void {
    const lane = this.lanes.get(key);
    if (lane) {
      lane.jobs.push(job);
      return;
    }
    const jobs = [job];
    this.lanes.set(key, { jobs, drained: this.drain(key, jobs) });
  }

  /** Resolves when the jobs in hand are finished. */
  async idle(): Promise<void> {
    await Promise.all(Array.from(this.lanes.values(), lane => lane.drained));
  }

  private async drain(key: string, jobs: Job[]): Promise<void> {
    try {
      for (let job = jobs.shift(); job && !this.signal.aborted; job = jobs.shift()) await job();
    } catch (error) {
      this.failed(error);
    } finally {
      this.lanes.delete(key);
    }
  }
}
