import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@counterfoil/platform/logging';
import { KeptProcess, type Planned } from './kept-process.ts';

/** How long those that are stopped first have to themselves, milliseconds. */
const HEAD_START_MS = 3_000;

/** All processes of the product, and a file that tells which is which: `processes.json` in the data folder, name to pid. */
export class KeptProcesses {
  /** In the order of their start: those that were started together stop together. */
  private readonly groups: (readonly KeptProcess[])[] = [];

  constructor(
    private readonly dataDir: string,
    private readonly log: Logger,
  ) {}

  /** Resolves when all of them are ready. @throws StartFailure when one is not */
  async start(planned: readonly Planned[]): Promise<void> {
    const group = planned.map(plan => new KeptProcess(plan, this.log, () => this.tellPids()));
    this.groups.push(group);
    await Promise.all(group.map(kept => kept.start()));
  }

  /** The last ones first: they need those before them to end what they have begun, which they are given some time for. */
  async stop(): Promise<void> {
    const stopping: Promise<unknown>[] = [];
    for (const group of this.groups.toReversed()) {
      const stopped = Promise.all(group.map(kept => kept.stop()));
      stopping.push(stopped);
      await Promise.race([stopped, sleep(HEAD_START_MS, undefined, { ref: false })]);
    }
    await Promise.all(stopping);
  }

  private tellPids(): void {
    const processes = this.groups.flat().filter(({ pid }) => pid !== undefined);
    const file = join(this.dataDir, 'processes.json');
    writeFileSync(
      `${file}.new`,
      `${JSON.stringify(Object.fromEntries(processes.map(({ name, pid }) => [name, pid])))}\n`,
    );
    renameSync(`${file}.new`, file);
  }
}
